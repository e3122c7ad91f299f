import { issuer } from '../example.ts'
import { type Kept, keeping } from '../kept.ts'
import { type Device, deviceOf, type TokenSigner, tokenSignerOf } from '../signers.ts'
import { type KeyName, keyPair } from '../worthless-keys.ts'

export const partner = 'https://login.partner.example'
export const guests = 'https://guests.example'

/** Everybody who signs something in verify.json, with keys that are always the same. */
export type VerifyCast = {
  readonly rs256: TokenSigner
  readonly ps256: TokenSigner
  readonly es256: TokenSigner
  /** The key that comes after the one before. */
  readonly es256Next: TokenSigner
  readonly es384: TokenSigner
  /** What signs where it does not matter how: its signatures are short, and the same each time. */
  readonly eddsa: TokenSigner
  readonly weakRsa: TokenSigner
  readonly partner: TokenSigner
  readonly guests: TokenSigner
  readonly browser: Device
  readonly phone: Device
  readonly stranger: Device
}

/** @param kept the signatures that are published already */
export async function makeVerifyCast(kept: Kept): Promise<VerifyCast> {
  const signer = async (name: KeyName, alg: string, kid: string, iss = issuer) =>
    tokenSignerOf(await keyPair(name, alg, { kid, use: 'sig' }), alg, iss, keeping(kept, alg))
  const device = async (name: KeyName) => deviceOf(await keyPair(name, 'ES256'), keeping(kept, 'ES256'))
  return {
    rs256: await signer('acme-rsa', 'RS256', 'rsa'),
    ps256: await signer('acme-rsa', 'PS256', 'rsa'),
    es256: await signer('acme-es256', 'ES256', 'es256'),
    es256Next: await signer('acme-es256-next', 'ES256', 'es256-next'),
    es384: await signer('acme-es384', 'ES384', 'es384'),
    eddsa: await signer('acme-eddsa', 'EdDSA', 'eddsa'),
    weakRsa: await signer('acme-rsa-1024', 'RS256', 'rsa'),
    // Two issuers that call their keys alike.
    partner: await signer('partner-eddsa', 'EdDSA', 'key-1', partner),
    guests: await signer('guests-eddsa', 'EdDSA', 'key-1', guests),
    browser: await device('requester-device'),
    phone: await device('approver-device'),
    stranger: await device('stranger-device'),
  }
}
