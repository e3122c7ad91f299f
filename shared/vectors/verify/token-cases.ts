import type { ClientRole } from '../../src/protocol/index.ts'
import { created, issuer } from '../example.ts'
import { forgeriesOf } from '../forge/forgeries.ts'
import type { Fault } from '../forge/forgery.ts'
import { headerWith, partsOf } from '../jws-parts.ts'
import type { VerifyCase } from './case.ts'
import { partner } from './cast.ts'
import type { Stage } from './stage.ts'

const claims = { iss: issuer, aud: 'countersign-approver', sub: 's', iat: created / 1000 }
const text = JSON.stringify(claims)
const header = { alg: 'EdDSA', kid: 'eddsa' }

type Expected = VerifyCase['expected']

/** 7.1: headers, payloads and signatures; which key is looked for, see key-cases.ts. */
export async function tokenCases(stage: Stage): Promise<readonly VerifyCase[]> {
  return [
    ...(await algorithms(stage)),
    ...(await headers(stage)),
    ...(await payloads(stage)),
    ...(await forgeries(stage)),
  ]
}

export function tokenCase(why: string, token: string, expected: Expected, keys: unknown = 'published'): VerifyCase {
  const roles: readonly ClientRole[] = ['approver']
  return { why, check: 'token', policy: 'company', keys, roles, token, expected }
}

async function algorithms({ cast }: Stage): Promise<readonly VerifyCase[]> {
  const { rs256, ps256, es256, es384, eddsa } = cast
  const [rs, ps, es] = [await rs256.sign(claims), await ps256.sign(claims), await es256.sign(claims)]
  const [, payload, signature] = partsOf(rs)
  return [
    tokenCase('RS256', rs, 'accepted'),
    tokenCase('PS256', ps, 'accepted'),
    tokenCase('ES256', es, 'accepted'),
    tokenCase('ES384', await es384.sign(claims), 'accepted'),
    tokenCase('EdDSA', await eddsa.sign(claims), 'accepted'),
    tokenCase(
      'RS256 called PS256',
      `${headerWith(rs, { alg: 'PS256' })}.${payload}.${signature}`,
      'token_signature_invalid',
    ),
    tokenCase('PS256 called RS256', ps.replace(partsOf(ps)[0], partsOf(rs)[0]), 'token_signature_invalid'),
    tokenCase('ES256 called EdDSA', es.replace(partsOf(es)[0], headerWith(es, { alg: 'EdDSA' })), 'token_key_unknown'),
    tokenCase('an algorithm that this issuer does not use', await otherIssuer(cast.rs256), 'token_alg_refused'),
    tokenCase('no algorithm', await eddsa.signText('{"kid":"eddsa"}', text), 'token_alg_refused'),
  ]
}

/** The header of a token with a payload that names the partner. */
function otherIssuer(signer: Stage['cast']['rs256']) {
  return signer.sign({ ...claims, iss: partner })
}

async function headers({ cast: { eddsa } }: Stage): Promise<readonly VerifyCase[]> {
  const given: readonly (readonly [why: string, header: object | string, Expected])[] = [
    ['a header that says that it is a JWT', { typ: 'JWT' }, 'accepted'],
    ['a header with members that nobody knows', { x5t: 'AA', zip: 'DEF', enc: 'A256GCM', nonsense: [{}] }, 'accepted'],
    [
      'a header that brings a key of its own, which is not looked at',
      { jwk: eddsa.jwk, jku: 'https://evil.example/jwks', x5c: ['AA'], x5u: 'https://evil.example/x' },
      'accepted',
    ],
    ['a header whose names are written with escapes', '{"\\u0061lg":"EdDSA","k\\u0069d":"eddsa"}', 'accepted'],
    ['a critical extension (RFC 7515 §4.1.11)', { crit: ['exp'], exp: 9e9 }, 'token_malformed'],
    ['an empty list of critical extensions', { crit: [] }, 'token_malformed'],
    ['null as critical', { crit: null }, 'token_malformed'],
    [
      'a critical extension whose name is written with an escape',
      '{"alg":"EdDSA","kid":"eddsa","\\u0063rit":["x"]}',
      'token_malformed',
    ],
    ['an unencoded payload (RFC 7797)', { b64: false, crit: ['b64'] }, 'token_malformed'],
    ['an unencoded payload that is not critical', { b64: false }, 'token_malformed'],
    ['the word that its payload is encoded', { b64: true }, 'token_malformed'],
    ['the type of an access token (RFC 9068)', { typ: 'at+jwt' }, 'token_malformed'],
    ['the type of a device’s statement', { typ: 'countersign-ask+jwt' }, 'token_malformed'],
    ['its type in small letters', { typ: 'jwt' }, 'token_malformed'],
    ['null as its type', { typ: null }, 'token_malformed'],
    ['the content type of a nested token (RFC 7519 §5.2)', { cty: 'JWT' }, 'token_malformed'],
    ['a header with a name twice', '{"alg":"EdDSA","kid":"eddsa","kid":"rsa"}', 'json_malformed'],
  ]
  const made = given.map(async ([why, change, expected]) => {
    const content = typeof change === 'string' ? change : JSON.stringify({ ...header, ...change })
    return tokenCase(why, await eddsa.signText(content, text), expected)
  })
  return Promise.all(made)
}

async function payloads({ cast: { eddsa } }: Stage): Promise<readonly VerifyCase[]> {
  const { iat: _, ...undated } = claims
  const given: readonly (readonly [why: string, payload: object | string, Expected])[] = [
    ['one audience in a list', { aud: ['countersign-approver'] }, 'accepted'],
    ['the party that it was issued to, beside its audience', { azp: 'countersign-approver' }, 'accepted'],
    ['a date with a fraction', { iat: created / 1000 + 0.5 }, 'accepted'],
    ['a payload whose names are written with escapes', text.replace('iss', '\\u0069ss'), 'accepted'],
    ['two issuers, the first of them evil', text.replace('{', '{"iss":"https://evil.example",'), 'json_malformed'],
    ['two issuers, one with an escape', text.replace('{', '{"\\u0069ss":"https://evil.example",'), 'json_malformed'],
    ['two nonces deep inside', text.replace('{', '{"a":[{"nonce":1,"nonce":2}],'), 'json_malformed'],
    ['a lone surrogate', text.replace('"s"', '"\\udc00"'), 'json_malformed'],
    ['no issuer', { iss: undefined }, 'token_issuer_unknown'],
    ['an issuer that the policy does not name', { iss: 'https://evil.example' }, 'token_issuer_unknown'],
    ['the issuer in another case', { iss: issuer.toUpperCase() }, 'token_issuer_unknown'],
    ['the issuer with a slash behind it', { iss: `${issuer}/` }, 'token_issuer_unknown'],
    ['the issuer in a list', { iss: [issuer] }, 'token_issuer_unknown'],
    ['a date in words', { iat: String(claims.iat) }, 'token_malformed'],
    ['no date', text.replace(text, JSON.stringify(undated)), 'token_malformed'],
    ['null as its date', { iat: null }, 'token_malformed'],
    ['the client of the phone app', { aud: 'countersign-app' }, 'token_audience_mismatch'],
    ['the client of the extension', { aud: 'countersign-extension' }, 'token_audience_mismatch'],
    ['two audiences', { aud: ['countersign-approver', 'countersign-app'] }, 'token_audience_mismatch'],
    ['one audience twice', { aud: ['countersign-approver', 'countersign-approver'] }, 'token_audience_mismatch'],
    ['an audience in a list in a list', { aud: [['countersign-approver']] }, 'token_audience_mismatch'],
    ['an empty list of audiences', { aud: [] }, 'token_audience_mismatch'],
    ['no audience', { aud: undefined }, 'token_audience_mismatch'],
    ['an audience and a space', { aud: 'countersign-approver ' }, 'token_audience_mismatch'],
    ['issued to another client', { azp: 'countersign-app' }, 'token_audience_mismatch'],
    ['null as the party that it was issued to', { azp: null }, 'token_audience_mismatch'],
  ]
  const made = given.map(async ([why, change, expected]) => {
    const content = typeof change === 'string' ? change : JSON.stringify({ ...claims, ...change })
    return tokenCase(why, await eddsa.signText(JSON.stringify(header), content), expected)
  })
  return Promise.all(made)
}

const codes: Readonly<Record<Fault, Expected>> = {
  structure: 'token_malformed',
  base64url: 'base64url_malformed',
  json: 'json_malformed',
  algorithm: 'token_alg_refused',
  signature: 'token_signature_invalid',
}

/** What somebody without the key makes of the ES256 token above. */
async function forgeries({ cast: { es256 } }: Stage): Promise<readonly VerifyCase[]> {
  const made = forgeriesOf(await es256.sign(claims), es256.jwk)
  return made.map(({ why, jws, fault }) => tokenCase(`forged: ${why}`, jws, codes[fault]))
}
