import { type Claims, sessionNonce } from '../../src/protocol/index.ts'
import { approverClaims, created, otherSalt, salt } from '../example.ts'
import { base64url, partsOf, withUnusedBits } from '../jws-parts.ts'
import { keeping } from '../kept.ts'
import type { Device } from '../signers.ts'
import { signText } from '../signers.ts'
import type { VerifyCase } from './case.ts'
import { changed, type Stage } from './stage.ts'

type Expected = VerifyCase['expected']
const seconds = created / 1000

/** 7.2, 10 to 14: who asked. */
export async function proofCases(stage: Stage): Promise<readonly VerifyCase[]> {
  return [...(await statements(stage)), ...(await signIns(stage)), ...(await requesters(stage))]
}

function proofCase(why: string, proof: unknown, expected: Expected, request: unknown = 'delete'): VerifyCase {
  return { why, check: 'request', policy: 'company', keys: 'published', request, proof, expected }
}

/** A statement of a device over any header and payload. */
export function stating({ kept }: Pick<Stage, 'kept'>, { privateKey, publicJwk }: Device) {
  const settle = keeping(kept, 'ES256')
  return async (header: object, payload: string) =>
    settle(await signText('ES256', privateKey, JSON.stringify(header), payload), publicJwk)
}

async function statements(stage: Stage): Promise<readonly VerifyCase[]> {
  const { cast, scenes, proofOf } = stage
  const { browser, stranger } = cast
  const { digest, request } = scenes.delete.own
  const [proof, other] = [await proofOf(request), await proofOf(scenes.transfer.own.request)]
  const [header, payload, signature] = partsOf(proof.jws)
  const jwk = browser.publicJwk
  const plain = { alg: 'ES256', typ: 'countersign-ask+jwt', jwk }
  const [state, forge] = [stating(stage, browser), stating(stage, stranger)]
  const over = JSON.stringify({ D: digest })
  const stated = async (why: string, change: object, expected: Expected = 'proof_malformed', text = over) =>
    proofCase(why, { ...proof, jws: await state({ ...plain, ...change }, text) }, expected)
  return [
    await stated('a statement with a claim besides', {}, 'accepted', JSON.stringify({ D: digest, iat: seconds })),
    proofCase('no proof', {}, 'proof_malformed'),
    proofCase('a proof with a member that nobody knows', { ...proof, at: created }, 'proof_malformed'),
    proofCase('a salt of 15 bytes', { ...proof, salt: salt.slice(2) }, 'proof_malformed'),
    proofCase('a salt with unused bits set', { ...proof, salt: withUnusedBits(salt) }, 'proof_malformed'),
    proofCase('a statement in two parts', { ...proof, jws: `${header}.${payload}` }, 'proof_malformed'),
    proofCase('a statement without a signature', { ...proof, jws: `${header}.${payload}.` }, 'proof_malformed'),
    proofCase(
      'a statement whose signature has unused bits set',
      { ...proof, jws: `${header}.${payload}.${withUnusedBits(signature)}` },
      'proof_malformed',
    ),
    await stated('the type of a deny', { typ: 'countersign-deny+jwt' }),
    await stated('no type', { typ: undefined }),
    await stated('another algorithm', { alg: 'ES384' }),
    await stated('a key’s name', { kid: 'x' }),
    await stated('a critical extension', { crit: ['D'] }),
    await stated('no key', { jwk: undefined }),
    await stated('a key with its private half', { jwk: { ...jwk, d: jwk.x } }),
    await stated('a key on another curve', { jwk: { ...jwk, crv: 'P-384' } }),
    await stated('its own key with padding', { jwk: { ...jwk, x: `${jwk.x}=` } }),
    await stated('its own key with a zero before it', {
      jwk: { ...jwk, x: base64url(Buffer.concat([Buffer.of(0), Buffer.from(jwk.x ?? '', 'base64url')])) },
    }),
    await stated('two digests', {}, 'proof_malformed', `{"D":"${request.challenge}","D":"${digest}"}`),
    await stated('a point off the curve', { jwk: { ...jwk, x: jwk.y, y: jwk.x } }, 'proof_signature_invalid'),
    proofCase(
      'a signature over another statement',
      { ...proof, jws: `${header}.${payload}.${partsOf(other.jws)[2]}` },
      'proof_signature_invalid',
    ),
    proofCase(
      'a stranger’s signature in the device’s name',
      { ...proof, jws: await forge(plain, over) },
      'proof_signature_invalid',
    ),
    proofCase('the statement of another request', { ...proof, jws: other.jws }, 'proof_digest_mismatch'),
    await stated('no digest', {}, 'proof_digest_mismatch', '{}'),
    await stated('the digest in a list', {}, 'proof_digest_mismatch', JSON.stringify({ D: [digest] })),
    proofCase(
      'a proof of a request that was alike in all but its challenge',
      proof,
      'proof_digest_mismatch',
      changed(scenes.delete, { challenge: digest }),
    ),
    proofCase('a stranger’s device', { ...proof, jws: await stranger.ask(digest) }, 'proof_nonce_mismatch'),
    proofCase('another salt', { ...proof, salt: otherSalt }, 'proof_nonce_mismatch'),
  ]
}

async function signIns({ cast, scenes, proofOf }: Stage): Promise<readonly VerifyCase[]> {
  const { request } = scenes.delete.own
  const given: readonly (readonly [why: string, claims: Claims | { readonly [name: string]: undefined }, Expected])[] =
    [
      ['a token that is dated back five minutes', { iat: seconds - 300 }, 'accepted'],
      ['a sign-in as old as one may be, and dated back five minutes', { iat: seconds - 900 }, 'accepted'],
      ['a sign-in a second older', { iat: seconds - 901 }, 'proof_token_too_old'],
      ['a clock that is a minute ahead', { iat: seconds + 60 }, 'accepted'],
      ['a clock that is further ahead', { iat: seconds + 61 }, 'proof_token_from_future'],
      ['a token that has run out: its end is not looked at', { exp: seconds - 1_000 }, 'accepted'],
      ['a token without an end', { exp: undefined }, 'accepted'],
      ['the phone app as the client', { aud: 'countersign-app' }, 'accepted'],
      ['the approver client', { aud: 'countersign-approver' }, 'token_audience_mismatch'],
      ['no nonce', { nonce: undefined }, 'proof_nonce_mismatch'],
      ['the nonce of another device', { nonce: await sessionNonce(cast.phone.jkt, salt) }, 'proof_nonce_mismatch'],
      ['a member’s address elsewhere', { email: 'requester@evil.example' }, 'not_a_member'],
      ['no address: unknown is no member', { email: undefined }, 'not_a_member'],
      ['no subject', { sub: undefined }, 'token_subject_missing'],
      ['an empty subject', { sub: '' }, 'token_subject_missing'],
      ['another person', { employee_id: 'E3' }, 'request_requester_mismatch'],
      ['another account', { sub: 'x' }, 'request_requester_mismatch'],
      ['another name', { name: 'Somebody' }, 'request_requester_mismatch'],
      ['no name', { name: undefined }, 'request_requester_mismatch'],
      ['an address that is unverified', { email_verified: false }, 'request_requester_mismatch'],
      ['an address that is verified', { email_verified: true }, 'accepted'],
      ['an approver’s claims', { ...approverClaims }, 'request_requester_mismatch'],
    ]
  return Promise.all(
    given.map(async ([why, claims, expected]) =>
      proofCase(`asked with ${why}`, await proofOf(request, claims), expected),
    ),
  )
}

/** What the request says of the one who asks is what the token says. */
async function requesters({ scenes, proofOf }: Stage): Promise<readonly VerifyCase[]> {
  const { requester } = scenes.delete.own.request
  const named = async (why: string, change: object, claims: Claims, expected: Expected) => {
    const request = changed(scenes.delete, { requester: { ...requester, ...change } })
    return proofCase(why, await proofOf(request, claims), expected, request)
  }
  return [
    await named(
      'a requester whose address is unverified',
      { email_unverified: true },
      { email_verified: false },
      'accepted',
    ),
    await named('the same as a text', { email_unverified: true }, { email_verified: 'false' }, 'accepted'),
    await named('a person whose number is a number', { person: '7' }, { employee_id: 7 }, 'accepted'),
    await named('a number as ECMAScript writes it', { person: '1e+21' }, { employee_id: 1e21 }, 'accepted'),
    await named('a requester without a person', { person: undefined }, {}, 'request_requester_mismatch'),
    await named('a requester of another name', { name: 'Somebody' }, {}, 'request_requester_mismatch'),
  ]
}
