import type { JSONWebKeySet, JWK } from 'jose'
import { demand, ProtocolError } from '../errors.ts'
import { isWeakKey } from '../keys/weak-key.ts'
import type { Issuer } from '../policy/index.ts'
import type { Claims } from './claim.ts'

const maxKeys = 100

/**
 * A JWK Set (RFC 7517 §5) from outside. Keys whose members are not what they must be are left out, as §5 says.
 *
 * @throws {ProtocolError} `keys_malformed` where it is no set of at most 100 keys
 */
export function asKeySet(value: unknown): JSONWebKeySet {
  const keys = value !== null && typeof value === 'object' && 'keys' in value ? value.keys : undefined
  if (!Array.isArray(keys) || keys.length > maxKeys) throw new ProtocolError('keys_malformed')
  return { keys: keys.filter(isKey) }
}

/**
 * The one key of an issuer that a token with this header may be signed with. What the token itself brings along
 * (`jwk`, `jku`, `x5u`, `x5c`: RFC 7515 §4.1.2–4.1.6) is not looked at.
 *
 * @param jwks the issuer's; its shape is checked here again, since a bundle brings its own
 * @throws {ProtocolError} `token_alg_refused`, `token_key_unknown`, `token_key_ambiguous`, `keys_malformed`
 */
export function selectKey(
  { alg, kid }: Claims,
  issuer: Pick<Issuer, 'algorithms'>,
  jwks: JSONWebKeySet | undefined,
): JWK {
  const allowed = issuer.algorithms.find((algorithm) => algorithm === alg)
  demand(allowed !== undefined, 'token_alg_refused')
  const keys = jwks === undefined ? [] : asKeySet(jwks).keys
  const suitable = keys.filter((key) => suits(key, allowed) && (kid === undefined || key.kid === kid))
  const [key, second] = suitable
  demand(key !== undefined, 'token_key_unknown')
  demand(second === undefined, 'token_key_ambiguous')
  return key
}

/**
 * The numbers of a key alone. What else stands in it has been judged when it was selected; engines judge it otherwise,
 * and refuse a public key that says that it may sign, too (`key_ops`, RFC 7517 §4.3).
 */
export function bareKey(key: JWK): JWK {
  const known = bareKeys.get(key)
  if (known !== undefined) return known
  const names = ['kty', 'crv', 'x', 'y', 'n', 'e'] as const
  const bare: JWK = Object.fromEntries(names.flatMap((name) => (key[name] === undefined ? [] : [[name, key[name]]])))
  bareKeys.set(key, bare)
  return bare
}

/** One object for each key: an imported key is remembered by the object that it was imported from. */
const bareKeys = new WeakMap<JWK, JWK>()

function isKey(key: unknown): key is JSONWebKeySet['keys'][number] {
  if (key === null || typeof key !== 'object') return false
  const members: Readonly<Record<string, unknown>> = { ...key }
  const isTextOrAbsent = (name: string) => ['string', 'undefined'].includes(typeof members[name])
  const operations = members['key_ops']
  return (
    typeof members['kty'] === 'string' &&
    ['kid', 'alg', 'use', 'crv', 'x', 'y', 'n', 'e'].every(isTextOrAbsent) &&
    (operations === undefined || (Array.isArray(operations) && operations.every((name) => typeof name === 'string')))
  )
}

/** RFC 7518 §6 and RFC 8037 §2: which kind of key belongs to which algorithm, whatever the key says of itself. */
const kindOf: Readonly<Record<Issuer['algorithms'][number], (key: JWK) => boolean>> = {
  RS256: ({ kty }) => kty === 'RSA',
  PS256: ({ kty }) => kty === 'RSA',
  ES256: ({ kty, crv }) => kty === 'EC' && crv === 'P-256',
  ES384: ({ kty, crv }) => kty === 'EC' && crv === 'P-384',
  EdDSA: ({ kty, crv }) => kty === 'OKP' && crv === 'Ed25519',
}

/** `use` and `key_ops` (RFC 7517 §4.2, §4.3) may keep a key from verifying; its own `alg` (§4.4) from another one. */
function suits(key: JWK, alg: Issuer['algorithms'][number]): boolean {
  return (
    kindOf[alg](key) &&
    (key.alg === undefined || key.alg === alg) &&
    (key.use === undefined || key.use === 'sig') &&
    (key.key_ops === undefined || key.key_ops.includes('verify')) &&
    !isWeakKey(key)
  )
}
