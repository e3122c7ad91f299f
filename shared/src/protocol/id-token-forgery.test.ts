import { describe, expect, test } from 'vitest'
import { examplePolicy, issuer } from '../../vectors/example.ts'
import { forgeriesOf } from '../../vectors/forge/forgeries.ts'
import type { Fault } from '../../vectors/forge/forgery.ts'
import { respelled } from '../../vectors/forge/spellings.ts'
import { base64url, partsOf } from '../../vectors/jws-parts.ts'
import { refusalOf } from '../../vectors/refusal.ts'
import { makeTokenSigner } from '../../vectors/signers.ts'
import { verifyIdToken } from './id-token.ts'
import type { IssuerKeys } from './issued-token.ts'

const policy = examplePolicy()
const claims = { iss: issuer, aud: 'countersign-approver', sub: 's', iat: 1 }
const text = JSON.stringify(claims)
const signers = await Promise.all(['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'].map((alg) => makeTokenSigner(alg)))
const [signer, stranger] = await Promise.all([makeTokenSigner(), makeTokenSigner()])

const judge = (token: string, keys: IssuerKeys = signer.keys) =>
  refusalOf(() => verifyIdToken(token, 'approver', policy, keys))
const codes: Readonly<Record<Fault, string>> = {
  structure: 'token_malformed',
  base64url: 'base64url_malformed',
  json: 'json_malformed',
  algorithm: 'token_alg_refused',
  signature: 'token_signature_invalid',
}

describe('a token', () => {
  test.each(signers.map((one) => [one.jwk.alg, one] as const))(
    'with %s is refused in every form that somebody without the key can give it',
    async (_, one) => {
      const forgeries = forgeriesOf(await one.sign(claims), one.jwk)
      const judged = forgeries.map(async ({ why, jws, fault }) => [why, await judge(jws, one.keys), codes[fault]])
      expect(forgeries.length).toBeGreaterThan(120)
      expect((await Promise.all(judged)).filter(([, code, expected]) => code !== expected)).toEqual([])
    },
  )

  test('has one spelling, whatever the length of its parts', async () => {
    for (const sub of ['s', 'ss', 'sss']) {
      const tokens = respelled(
        await signer.signText(`{"alg":"ES256","x":"${sub}"}`, JSON.stringify({ ...claims, sub })),
      )
      for (const { why, jws } of tokens) expect(await judge(jws), why).toBe('base64url_malformed')
    }
  })

  test('cannot be passed off under another algorithm of the same kind of key (RFC 8725 §3.1)', async () => {
    const [rs256, ps256] = signers
    if (rs256 === undefined || ps256 === undefined) throw new Error('no signer')
    // The issuer's key, with and without a word on its use.
    const { alg: _, ...silent } = rs256.jwk
    const [header] = partsOf(await ps256.sign(claims))
    const [, payload, signature] = partsOf(await rs256.sign(claims))
    const confused = `${header}.${payload}.${signature}`
    expect(await judge(confused, rs256.keys)).toBe('token_key_unknown')
    expect(await judge(confused, { [issuer]: { keys: [silent] } })).toBe('token_signature_invalid')
    expect(await judge(confused, ps256.keys)).toBe('token_signature_invalid')
  })
})

describe('a header', () => {
  const sign = (header: object | string) =>
    signer.signText(
      typeof header === 'string' ? header : JSON.stringify({ alg: 'ES256', kid: 'key-1', ...header }),
      text,
    )

  test.each([
    ['a critical extension (RFC 7515 §4.1.11)', { crit: ['exp'], exp: 9e9 }],
    ['a critical extension that is understood by none', { crit: ['https://acme.example/x'] }],
    ['an empty list of critical extensions', { crit: [] }],
    ['a critical member that is no list', { crit: 'alg' }],
    ['null as critical', { crit: null }],
    ['an unencoded payload (RFC 7797)', { b64: false, crit: ['b64'] }],
    ['an unencoded payload that is not critical', { b64: false }],
    ['the word that its payload is encoded', { b64: true, crit: ['b64'] }],
    ['the type of an access token (RFC 9068)', { typ: 'at+jwt' }],
    ['the type of a logout token', { typ: 'logout+jwt' }],
    ['the type of a device’s statement', { typ: 'countersign-ask+jwt' }],
    ['the type of a DPoP proof (RFC 9449)', { typ: 'dpop+jwt' }],
    ['an empty type', { typ: '' }],
    ['null as its type', { typ: null }],
    ['a list of types', { typ: ['JWT'] }],
    ['the content type of a nested token (RFC 7519 §5.2)', { cty: 'JWT' }],
    ['another content type', { cty: 'application/json' }],
  ])('with %s is refused, though the issuer signed it', async (_, header) => {
    expect(await judge(await sign(header))).toBe('token_malformed')
  })

  test('may say that it is a JWT, and of what it does not know anything that is not critical', async () => {
    expect(await judge(await sign({ typ: 'JWT' }))).toBe('accepted')
    expect(await judge(await sign({ x5t: 'AA', zip: 'DEF', enc: 'A256GCM', nonsense: [{}] }))).toBe('accepted')
  })

  test.each([
    ['another name', 'key-2'],
    ['the name in another case', 'KEY-1'],
    ['the name and a space', 'key-1 '],
    ['the name and a NUL', 'key-1\u0000'],
    ['a path', '../../../../dev/null'],
    ['a URL', 'https://evil.example/key-1'],
    ['a query', "x' UNION SELECT 'key'; --"],
    ['10,000 characters', 'k'.repeat(10_000)],
    ['nothing', ''],
    ['null', null],
    ['a number', 0],
    ['a list of the name', ['key-1']],
    ['an object', { toString: 'key-1' }],
    ['true', true],
    ['__proto__', '__proto__'],
    ['constructor', 'constructor'],
    ['length', 'length'],
    ['0', '0'],
  ])('that calls its key %s finds none', async (_, kid) => {
    expect(await judge(await sign({ kid }))).toBe('token_key_unknown')
  })

  test('that brings a key of its own along is judged by the issuer’s (RFC 7515 §4.1.2–4.1.6)', async () => {
    const { jwk } = stranger
    const x5c = [Buffer.from('a certificate').toString('base64')]
    const own = { jwk, jku: 'https://evil.example/jwks', x5u: 'https://evil.example/x', x5c, x5t: 'AA' }
    expect(await judge(await stranger.sign(claims, own))).toBe('token_signature_invalid')
    expect(await judge(await stranger.sign(claims, { ...own, kid: jwk.kid }), { [issuer]: { keys: [] } })).toBe(
      'token_key_unknown',
    )
    // Where the issuer's own key signed it, what it brings along changes nothing.
    expect(await judge(await sign({ jwk, jku: 'https://evil.example/jwks' }))).toBe('accepted')
  })

  test.each([
    ['a name twice', '{"alg":"ES256","alg":"ES256","kid":"key-1"}'],
    ['a name twice, once escaped', '{"alg":"ES256","\\u0061lg":"none","kid":"key-1"}'],
    ['two names for the key', '{"alg":"ES256","kid":"key-1","kid":"key-2"}'],
    ['a byte order mark', '\ufeff{"alg":"ES256","kid":"key-1"}'],
  ])('with %s is refused, though the issuer signed it', async (_, header) => {
    expect(await judge(await sign(header))).toBe('json_malformed')
  })

  test('with escapes in its names is read as what they say (RFC 8259 §7)', async () => {
    expect(await judge(await sign('{"\\u0061lg":"ES256","k\\u0069d":"key-1"}'))).toBe('accepted')
    expect(await judge(await sign('{"alg":"ES256","\\u0063rit":["x"]}'))).toBe('token_malformed')
  })
})

describe('a payload', () => {
  const sign = (payload: string | Uint8Array) => signer.signText('{"alg":"ES256","kid":"key-1"}', payload)

  test('with escapes in its names is read as what they say', async () => {
    expect(await judge(await sign(text.replace('iss', '\\u0069ss')))).toBe('accepted')
  })

  test.each([
    ['two issuers', text.replace('{', '{"iss":"https://evil.example",'), 'json_malformed'],
    ['two issuers, one escaped', text.replace('{', '{"\\u0069ss":"https://evil.example",'), 'json_malformed'],
    ['two nonces, deep inside', text.replace('{', '{"a":[{"nonce":1,"nonce":2}],'), 'json_malformed'],
    ['a byte order mark', `\ufeff${text}`, 'json_malformed'],
    ['a lone surrogate', text.replace('"s"', '"\\udc00"'), 'json_malformed'],
    ['an issuer that is a list', text.replace(`"${issuer}"`, `["${issuer}"]`), 'token_issuer_unknown'],
    ['no issuer', text.replace('iss', 'isz'), 'token_issuer_unknown'],
    ['the issuer in another case', text.replace('login', 'LOGIN'), 'token_issuer_unknown'],
    ['its issuer in __proto__', text.replace(/"iss":("[^"]+")/, '"__proto__":{"iss":$1}'), 'token_issuer_unknown'],
    ['a date in words', text.replace('"iat":1', '"iat":"1"'), 'token_malformed'],
    ['a date beyond numbers', text.replace('"iat":1', '"iat":1e999'), 'json_malformed'],
    [
      'an audience that is an object',
      text.replace('"countersign-approver"', '{"0":"countersign-approver"}'),
      'token_audience_mismatch',
    ],
    [
      'an audience in a list in a list',
      text.replace('"countersign-approver"', '[["countersign-approver"]]'),
      'token_audience_mismatch',
    ],
    [
      'an audience twice',
      text.replace('"countersign-approver"', '["countersign-approver","countersign-approver"]'),
      'token_audience_mismatch',
    ],
    ['no audience', text.replace('aud', 'auf'), 'token_audience_mismatch'],
    ['an empty list of audiences', text.replace('"countersign-approver"', '[]'), 'token_audience_mismatch'],
    ['null as the party that it was issued to', text.replace('{', '{"azp":null,'), 'token_audience_mismatch'],
  ])('with %s is refused, though the issuer signed it', async (_, payload, code) => {
    expect(await judge(await sign(payload))).toBe(code)
  })

  test('that is itself a token is none (RFC 7519 §5.2): neither signed nor encrypted ones are opened', async () => {
    const inner = await signer.sign(claims)
    expect(await judge(await sign(inner))).toBe('json_malformed')
    expect(await judge(await sign(JSON.stringify(inner)))).toBe('token_malformed')
    const [header, payload, signature] = partsOf(inner)
    const jwe = [base64url('{"alg":"dir","enc":"A256GCM","cty":"JWT"}'), '', payload, signature, header].join('.')
    expect(await judge(jwe)).toBe('token_malformed')
    expect(await judge(await sign(jwe))).toBe('json_malformed')
  })
})
