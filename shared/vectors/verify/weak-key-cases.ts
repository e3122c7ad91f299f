import { created, issuer } from '../example.ts'
import { base64url, partsOf } from '../jws-parts.ts'
import type { VerifyCase } from './case.ts'
import type { Stage } from './stage.ts'
import { tokenCase } from './token-cases.ts'

const claims = { iss: issuer, aud: 'countersign-approver', sub: 's', iat: created / 1000 }
const of = (key: unknown) => ({ [issuer]: { keys: [key] } })

/** 7.1.5: keys on which no signature can rest. */
export async function weakKeyCases({ cast: { rs256, weakRsa, eddsa } }: Stage): Promise<readonly VerifyCase[]> {
  const token = await rs256.sign(claims)
  const rsa = (why: string, change: object, expected: VerifyCase['expected'] = 'token_key_unknown') =>
    tokenCase(why, token, expected, of({ ...rs256.jwk, ...change }))
  const n = Buffer.from(rs256.jwk.n ?? '', 'base64url')
  // S = 0 and R = the neutral element are a signature of every message under the neutral element as a key.
  const [header, payload] = partsOf(await eddsa.sign(claims))
  const everybody = `${header}.${payload}.${base64url(Buffer.concat([Buffer.of(1), Buffer.alloc(63)]))}`
  const point = (why: string, hex: string) =>
    tokenCase(
      why,
      everybody,
      'token_key_unknown',
      of({ ...eddsa.jwk, x: Buffer.from(hex, 'hex').toString('base64url') }),
    )
  return [
    tokenCase(
      'an RSA key of 1024 bits that did sign it',
      await weakRsa.signText(JSON.stringify({ alg: 'RS256', kid: 'rsa' }), JSON.stringify(claims)),
      'token_key_unknown',
      of(weakRsa.jwk),
    ),
    rsa('an RSA key of 2047 bits', { n: base64url(Buffer.concat([Buffer.of(0x7f), n.subarray(1)])) }),
    rsa('an RSA key with a zero before its modulus', { n: base64url(Buffer.concat([Buffer.of(0), n])) }, 'accepted'),
    rsa('an RSA key whose modulus is padded', { n: `${rs256.jwk.n}==` }),
    rsa('an RSA key without a modulus', { n: undefined }),
    rsa('an RSA exponent of one', { e: 'AQ' }),
    rsa('an RSA exponent of one behind zeros', { e: 'AAAB' }),
    rsa('an even RSA exponent', { e: 'AQAC' }),
    rsa('an RSA exponent that is empty', { e: '' }),
    point('the neutral element of Ed25519', '0100000000000000000000000000000000000000000000000000000000000000'),
    point('the neutral element with its sign set', '0100000000000000000000000000000000000000000000000000000000000080'),
    point('order two', 'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'),
    point('order four', '0000000000000000000000000000000000000000000000000000000000000000'),
    point('order eight', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'),
    point('order eight, the other sign', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa'),
    point('order one, written beyond the field', 'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff'),
    point('31 bytes', '02'.repeat(31)),
  ]
}
