import { created, issuer } from '../example.ts'
import type { VerifyCase } from './case.ts'
import { partner } from './cast.ts'
import type { Stage } from './stage.ts'
import { tokenCase } from './token-cases.ts'

const claims = { iss: issuer, aud: 'countersign-approver', sub: 's', iat: created / 1000 }
const text = JSON.stringify(claims)
const of = (...keys: readonly unknown[]) => ({ [issuer]: { keys } })

/** 7.1.5: which of the issuer's keys a token may be signed with. */
export async function keyCases(stage: Stage): Promise<readonly VerifyCase[]> {
  return [...(await rotation(stage)), ...(await names(stage)), ...(await unsuitable(stage)), ...(await sets(stage))]
}

async function rotation({ cast: { es256, es256Next } }: Stage): Promise<readonly VerifyCase[]> {
  const [old, next] = [await es256.sign(claims), await es256Next.sign(claims)]
  const both = of(es256.jwk, es256Next.jwk)
  return [
    tokenCase('the old key while both are published', old, 'accepted', both),
    tokenCase('the next key while both are published', next, 'accepted', both),
    tokenCase('the old key when it is published no more', old, 'token_key_unknown', of(es256Next.jwk)),
    tokenCase('the next key before it is published', next, 'token_key_unknown'),
    tokenCase('a name whose key has changed', old, 'token_signature_invalid', of({ ...es256Next.jwk, kid: 'es256' })),
  ]
}

async function names({ cast }: Stage): Promise<readonly VerifyCase[]> {
  const { es256, es256Next, eddsa, rs256 } = cast
  const nameless = await es256.signText('{"alg":"ES256"}', text)
  const called = async (kid: unknown) => eddsa.signText(JSON.stringify({ alg: 'EdDSA', kid }), text)
  const twin = { ...es256Next.jwk, kid: 'es256' }
  const token = await es256.sign(claims)
  return [
    tokenCase('no name where one key suits', nameless, 'accepted', of(es256.jwk, rs256.jwk)),
    tokenCase('no name where two keys suit', nameless, 'token_key_ambiguous', of(es256.jwk, es256Next.jwk)),
    tokenCase('two keys under one name', token, 'token_key_ambiguous', of(es256.jwk, twin)),
    tokenCase('one key twice', token, 'token_key_ambiguous', of(es256.jwk, es256.jwk)),
    tokenCase(
      'two keys under one name, one of them to encrypt with',
      token,
      'accepted',
      of(es256.jwk, { ...twin, use: 'enc' }),
    ),
    tokenCase(
      'keys of three kinds under one name',
      token,
      'accepted',
      of({ ...rs256.jwk, kid: 'es256' }, es256.jwk, { ...eddsa.jwk, kid: 'es256' }),
    ),
    tokenCase('a name that no key has', await called('es512'), 'token_key_unknown'),
    tokenCase('the name in another case', await called('EdDSA'), 'token_key_unknown'),
    tokenCase('an empty name', await called(''), 'token_key_unknown'),
    tokenCase('null as its name', await called(null), 'token_key_unknown'),
    tokenCase('the name in a list', await called(['eddsa']), 'token_key_unknown'),
    tokenCase('a name of the language', await called('__proto__'), 'token_key_unknown'),
    tokenCase('the name of a key of another kind', await called('rsa'), 'token_key_unknown'),
    tokenCase('another issuer’s key', await cast.partner.sign(claims), 'token_key_unknown'),
    tokenCase(
      'another issuer’s key under this one’s name',
      await cast.partner.sign(claims, { kid: 'eddsa' }),
      'token_signature_invalid',
    ),
    tokenCase(
      'this issuer’s key in another one’s name',
      await eddsa.sign({ ...claims, iss: partner }),
      'token_key_unknown',
    ),
    tokenCase(
      'one that calls its key as another issuer does',
      await cast.guests.sign({ ...claims, iss: partner }),
      'token_signature_invalid',
    ),
  ]
}

async function unsuitable({ cast: { es256 } }: Stage): Promise<readonly VerifyCase[]> {
  const { jwk } = es256
  const token = await es256.sign(claims)
  const off = { ...jwk, x: jwk.y, y: jwk.x }
  const changes: readonly (readonly [why: string, change: object])[] = [
    ['a key to encrypt with', { use: 'enc' }],
    ['a key for another algorithm', { alg: 'ES384' }],
    ['a key that may only sign', { key_ops: ['sign'] }],
    ['a key whose operations are no list', { key_ops: 'verify' }],
    ['a key on another curve', { crv: 'P-384' }],
    ['a key of another kind', { kty: 'oct', k: 'AAAA' }],
    ['a key with its private half', { d: 'AAAA' }],
    ['a key whose x is a number', { x: 1 }],
    ['a key whose name is a number', { kid: 1 }],
    ['a key without a kind', { kty: undefined }],
  ]
  return [
    tokenCase('a key that may verify', token, 'accepted', of({ ...jwk, alg: 'ES256', key_ops: ['sign', 'verify'] })),
    tokenCase('a key that says nothing of its use', token, 'accepted', of({ ...jwk, use: undefined })),
    ...changes.map(([why, change]) => tokenCase(why, token, 'token_key_unknown', of({ ...jwk, ...change }))),
    tokenCase('a key that is no point of its curve', token, 'token_signature_invalid', of(off)),
  ]
}

async function sets({ cast: { es256 } }: Stage): Promise<readonly VerifyCase[]> {
  const token = await es256.sign(claims)
  const set = (why: string, keys: unknown, expected: VerifyCase['expected']) =>
    tokenCase(why, token, expected, { [issuer]: keys })
  return [
    set(
      'a set with what is no key, which is passed over',
      { keys: [null, 1, 'x', [], {}, { kty: 1 }, es256.jwk] },
      'accepted',
    ),
    set('an empty set', { keys: [] }, 'token_key_unknown'),
    tokenCase('no set of this issuer', token, 'token_key_unknown', { [partner]: { keys: [es256.jwk] } }),
    set('a set that is a list', [es256.jwk], 'keys_malformed'),
    set('a set whose keys are no list', { keys: { 0: es256.jwk } }, 'keys_malformed'),
    set('a set of 101 keys', { keys: [...Array.from({ length: 100 }, () => 0), es256.jwk] }, 'keys_malformed'),
  ]
}
