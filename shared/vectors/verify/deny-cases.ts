import { type Claims, sessionNonce } from '../../src/protocol/index.ts'
import { approverClaims, created, otherSalt, salt } from '../example.ts'
import { partsOf } from '../jws-parts.ts'
import type { VerifyCase } from './case.ts'
import { stating } from './proof-cases.ts'
import type { Stage } from './stage.ts'

type Expected = VerifyCase['expected']
type Change = Readonly<Record<string, unknown>>

/** 7.3, deny: one tap on the approver's phone. */
export async function denyCases(stage: Stage): Promise<readonly VerifyCase[]> {
  const { phone } = stage.cast
  const token = await signInOf(stage)
  return [
    ...(await statements(stage, token)),
    ...(await signIns(stage, await phone.deny(stage.scenes.delete.own.digest))),
  ]
}

function denyCase(why: string, deny: unknown, expected: Expected): VerifyCase {
  return { why, check: 'deny', policy: 'company', keys: 'published', request: 'delete', deny, expected }
}

async function signInOf({ cast: { eddsa, phone } }: Stage, change: Change = {}) {
  const nonce = await sessionNonce(phone.jkt, salt)
  const times = { iat: created / 1000, exp: created / 1000 + 300 }
  // The cases give JSON values, or undefined to leave a claim out, as JSON.stringify does.
  return eddsa.sign({ ...approverClaims, aud: 'countersign-app', nonce, ...times, ...(change as Claims) })
}

async function statements(stage: Stage, id_token: string): Promise<readonly VerifyCase[]> {
  const { cast, scenes } = stage
  const { phone, stranger } = cast
  const { digest } = scenes.delete.own
  const deny = { decision: 'deny', id_token, salt, jws: await phone.deny(digest) }
  const other = await phone.deny(scenes.transfer.own.digest)
  const [state, forge] = [stating(stage, phone), stating(stage, stranger)]
  const plain = { alg: 'ES256', typ: 'countersign-deny+jwt', jwk: phone.publicJwk }
  const stated = async (why: string, payload: object, expected: Expected, change: object = {}) =>
    denyCase(why, { ...deny, jws: await state({ ...plain, ...change }, JSON.stringify(payload)) }, expected)
  const [header, payload] = partsOf(deny.jws)
  return [
    denyCase('a deny', deny, 'accepted'),
    denyCase('a deny with a reason', { ...deny, jws: await phone.deny(digest, 'Not today') }, 'accepted'),
    await stated('an empty reason', { D: digest, reason: '' }, 'accepted'),
    await stated(
      'a reason of 1,000 characters beyond the basic plane',
      { D: digest, reason: '😀'.repeat(1_000) },
      'accepted',
    ),
    await stated('a reason of 1,001 characters', { D: digest, reason: 'x'.repeat(1_001) }, 'deny_malformed'),
    await stated('a reason that is a number', { D: digest, reason: 5 }, 'deny_malformed'),
    await stated('null in the place of a reason', { D: digest, reason: null }, 'deny_malformed'),
    await stated('the type of an ask', { D: digest }, 'deny_malformed', { typ: 'countersign-ask+jwt' }),
    await stated('a member of its header that nobody knows', { D: digest }, 'deny_malformed', { iat: 1 }),
    denyCase('a member that nobody knows', { ...deny, reason: 'Not today' }, 'deny_malformed'),
    denyCase('another decision', { ...deny, decision: 'approve' }, 'deny_malformed'),
    denyCase('no salt', { decision: 'deny', id_token, jws: deny.jws }, 'deny_malformed'),
    denyCase(
      'a signature over another statement',
      { ...deny, jws: `${header}.${payload}.${partsOf(other)[2]}` },
      'deny_signature_invalid',
    ),
    denyCase(
      'a stranger’s signature in the phone’s name',
      { ...deny, jws: await forge(plain, JSON.stringify({ D: digest })) },
      'deny_signature_invalid',
    ),
    denyCase('the deny of another request', { ...deny, jws: other }, 'deny_digest_mismatch'),
    denyCase('a stranger’s phone', { ...deny, jws: await stranger.deny(digest) }, 'session_nonce_mismatch'),
    denyCase('another salt', { ...deny, salt: otherSalt }, 'session_nonce_mismatch'),
  ]
}

async function signIns(stage: Stage, jws: string): Promise<readonly VerifyCase[]> {
  const judged = async (why: string, change: Change, expected: Expected) =>
    denyCase(why, { decision: 'deny', id_token: await signInOf(stage, change), salt, jws }, expected)
  return [
    await judged(
      'by a sign-in of last year: it can only stop',
      { iat: created / 1000 - 31_536_000, exp: 1 },
      'accepted',
    ),
    await judged('by a sign-in to the extension', { aud: 'countersign-extension' }, 'token_audience_mismatch'),
    await judged('by an approver token', { aud: 'countersign-approver' }, 'token_audience_mismatch'),
    await judged('by a sign-in of another device', { nonce: 'x' }, 'session_nonce_mismatch'),
    await judged('by nobody', { sub: undefined }, 'token_subject_missing'),
    await judged('by somebody of another organisation', { email: 'x@evil.example' }, 'not_a_member'),
    await judged('by the requester', { employee_id: 'E1' }, 'approver_is_requester'),
    await judged('by nobody who is provably another', { employee_id: undefined }, 'approver_identity_unproven'),
    await judged('by somebody who may not decide', { groups: ['platform-ops'] }, 'approver_not_allowed'),
  ]
}
