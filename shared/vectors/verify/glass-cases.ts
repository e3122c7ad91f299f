import { approveNonce, breakGlassNonce, type Claims, confirmNonce, digestOf } from '../../src/protocol/index.ts'
import { created, issuer, otherSalt, salt } from '../example.ts'
import { type Scene, signedAt } from '../scene.ts'
import type { VerifyCase } from './case.ts'
import { confirmCase } from './confirm-cases.ts'
import { evidenceCase } from './evidence-cases.ts'
import { type Change, ownClaims } from './own-sign-in.ts'
import { changed, type Stage } from './stage.ts'

type Expected = VerifyCase['expected']
type Case = Extract<VerifyCase, { check: 'break_glass' }>

/** 7.3 where who asks goes without approval; nothing else is ever taken for that, nor that for anything else. */
export async function glassCases(stage: Stage): Promise<readonly VerifyCase[]> {
  return [
    ...(await shapes(stage)),
    ...(await reasons(stage)),
    ...(await nonces(stage)),
    ...(await signIns(stage)),
    ...(await people(stage)),
    ...(await severalRules(stage)),
    ...(await inAnotherPlace(stage)),
    ...releases(stage),
  ]
}

const why = 'The name server answers nobody'

function glassCase(about: string, glass: unknown, expected: Expected, besides: Partial<Case> = {}): VerifyCase {
  const inputs = { policy: 'glass', keys: 'published', request: 'flush', glass, seen: signedAt }
  return { why: about, check: 'break_glass', ...inputs, ...besides, expected }
}

/** The requester's own strong sign-in, for one request. */
async function claimsFor(request: unknown, change: Change = {}, reason = why): Promise<Claims> {
  const nonce = await breakGlassNonce({ digest: await digestOf(request), reason, salt })
  return ownClaims(nonce, { acr: 'phrh', groups: ['on-call'], level: 3, ...change })
}

async function glassOf({ cast }: Stage, { own }: Scene, change: Change = {}, reason = why) {
  const id_token = await cast.eddsa.sign(await claimsFor(own.request, change, reason))
  return { decision: 'break-glass', id_token, salt, reason }
}

async function shapes(stage: Stage): Promise<readonly VerifyCase[]> {
  const glass = await glassOf(stage, stage.glass.flush)
  const { reason: _, ...unreasoned } = glass
  const malformed = (about: string, given: unknown) => glassCase(about, given, 'evidence_malformed')
  return [
    glassCase('a broken glass', glass, 'accepted'),
    malformed('a broken glass without a reason', unreasoned),
    malformed('a broken glass with an empty reason', { ...glass, reason: '' }),
    malformed('a broken glass with a reason of 1,001 characters', { ...glass, reason: 'x'.repeat(1_001) }),
    malformed('a broken glass that says it approves', { ...glass, decision: 'approve' }),
    malformed('a broken glass that says it confirms', { ...glass, decision: 'confirm' }),
    malformed('a broken glass of several requests', { ...glass, batch: { index: 0, count: 1, path: [] } }),
  ]
}

async function reasons(stage: Stage): Promise<readonly VerifyCase[]> {
  const by = async (about: string, reason: string, expected: Expected) =>
    glassCase(about, await glassOf(stage, stage.glass.flush, {}, reason), expected)
  return [
    await by('a reason of ten characters', '0123456789', 'accepted'),
    await by('a reason of nine', '012345678', 'glass_reason_too_short'),
    await by('a reason of nine, and spaces around it', ' \t\u00A0012345678\u2003\uFEFF\n', 'glass_reason_too_short'),
    await by('a reason of spaces', ' '.repeat(20), 'glass_reason_too_short'),
    await by('a reason of nine beyond the basic plane', '😀'.repeat(9), 'glass_reason_too_short'),
    await by('a reason of ten beyond it', '😀'.repeat(10), 'accepted'),
  ]
}

async function nonces(stage: Stage): Promise<readonly VerifyCase[]> {
  const { flush, drop } = stage.glass
  const { digest } = flush.own
  const plain = await glassOf(stage, flush)
  const by = async (nonce: unknown) => glassOf(stage, flush, { nonce })
  const mismatch = (about: string, given: unknown, besides?: Partial<Case>) =>
    glassCase(about, given, 'evidence_nonce_mismatch', besides)
  return [
    mismatch('another reason than the one that was signed', { ...plain, reason: 'Something else entirely' }),
    mismatch('a broken glass by another salt', { ...plain, salt: otherSalt }),
    mismatch('the broken glass of another request', await glassOf(stage, drop)),
    mismatch('the broken glass of a request that is alike in all but its challenge', plain, {
      request: changed(flush, { challenge: digest }),
    }),
    mismatch(
      'the nonce of an approval for the same reason',
      await by(await approveNonce({ digest, reason: why, salt })),
    ),
    mismatch('the nonce of a confirm for the same reason', await by(await confirmNonce({ digest, reason: why, salt }))),
  ]
}

async function signIns(stage: Stage): Promise<readonly VerifyCase[]> {
  const { flush } = stage.glass
  const by = async (about: string, change: Change, expected: Expected) =>
    glassCase(about, await glassOf(stage, flush, change), expected)
  return [
    await by('another acr that it takes', { acr: 'phrv' }, 'accepted'),
    await by('the acr that approvers need, and which it does not take', { acr: 'phr' }, 'acr_insufficient'),
    await by('no acr', { acr: undefined }, 'acr_insufficient'),
    await by('an open session, which would be enough to approve', { auth_time: 1 }, 'auth_too_old'),
    await by('just before the request', { auth_time: created / 1000 - 31 }, 'auth_too_old'),
    await by('nobody knows when', { auth_time: undefined }, 'auth_time_unknown'),
    await by('the client of the extension', { aud: 'countersign-extension' }, 'token_audience_mismatch'),
    await by('the client of the app', { aud: 'countersign-app' }, 'token_audience_mismatch'),
  ]
}

async function people(stage: Stage): Promise<readonly VerifyCase[]> {
  const { flush } = stage.glass
  const by = async (about: string, change: Change, expected: Expected) =>
    glassCase(about, await glassOf(stage, flush, change), expected)
  return [
    await by('who asks is not on call', { groups: ['platform-leads'] }, 'glass_not_allowed'),
    await by('who asks has no groups in their token', { groups: undefined }, 'glass_not_allowed'),
    await by(
      'who asks has too many groups for their token',
      { groups: undefined, _claim_names: { groups: 'src1' } },
      'glass_not_allowed',
    ),
    await by('a colleague who is on call', { employee_id: 'E2', email: 'two@acme.example' }, 'requester_is_another'),
    await by('a colleague with the address of who asks', { employee_id: 'E2' }, 'requester_identity_unproven'),
    await by('nobody who has a number', { employee_id: undefined }, 'requester_identity_unproven'),
    await by('who asks has left', { email: 'requester@elsewhere.example' }, 'not_a_member'),
  ]
}

async function severalRules(stage: Stage): Promise<readonly VerifyCase[]> {
  const { point, drop } = stage.glass
  const both = { acr: 'phrv', groups: ['on-call', 'platform-ops'] }
  const pointing = async (about: string, change: Change, expected: Expected) =>
    glassCase(about, await glassOf(stage, point, { ...both, ...change }), expected, { request: 'point' })
  return [
    await pointing('two rules, each of which lets them', {}, 'accepted'),
    await pointing('let by the first alone', { groups: ['on-call'] }, 'glass_not_allowed'),
    await pointing('let by the second alone', { groups: ['platform-ops'] }, 'glass_not_allowed'),
    await pointing('let by the second, of which a claim is absent', { level: undefined }, 'glass_not_allowed'),
    await pointing('as strong as the first takes alone', { acr: 'phrh' }, 'acr_insufficient'),
    await pointing('as strong as the second takes alone', { acr: 'x' }, 'acr_insufficient'),
    glassCase('two rules, one of which has no glass', await glassOf(stage, drop), 'decision_not_asked', {
      request: 'drop',
    }),
  ]
}

/** One kind of decision where another one is asked for, and under another one's name. */
async function inAnotherPlace(stage: Stage): Promise<readonly VerifyCase[]> {
  const { flush } = stage.glass
  const { rotate } = stage.confirm
  const here = { policy: 'glass', request: 'flush' }
  const glass = await glassOf(stage, flush)
  const approval = await flush.evidence({ acr: 'phr' })
  const ofColleague = { ...glass, id_token: approval.id_token }
  const confirming = await glassOf(stage, rotate)
  return [
    evidenceCase('a broken glass as an approval', { ...glass, decision: 'approve' }, 'evidence_nonce_mismatch', here),
    glassCase('a lead’s approval as a broken glass', ofColleague, 'evidence_nonce_mismatch'),
    evidenceCase('a lead’s approval, where it could go without', approval, 'accepted', here),
    confirmCase('a broken glass as a confirm', { ...glass, decision: 'confirm' }, 'decision_not_asked', here),
    glassCase('a broken glass where the requester is asked', confirming, 'decision_not_asked', {
      policy: 'confirm',
      request: 'rotate',
    }),
    glassCase('a broken glass where there is none', await glassOf(stage, stage.scenes.delete), 'decision_not_asked', {
      policy: 'company',
      request: 'delete',
    }),
  ]
}

/** 7.4 */
function releases({ glass }: Stage): readonly VerifyCase[] {
  const { request } = glass.flush.own
  type Release = Extract<VerifyCase, { check: 'release' }>
  const release = (about: string, change: Partial<Release>, expected: Expected): VerifyCase => ({
    why: about,
    check: 'release',
    policy: 'glass',
    request: 'flush',
    made_under: { policy: request.policy, rule: 'dns' },
    me: request.requester,
    approvals: [],
    denied: false,
    quorum_at: signedAt,
    now: signedAt + 1_000,
    ...change,
    expected,
  })
  const lead = { approver: { iss: issuer, subject: 's-2', person: 'E2' }, parts: [0] }
  return [
    release('the glass was broken', { broken: true }, 'accepted'),
    release('it was not, and nobody approved', {}, 'quorum_missing'),
    release('it was not, and a lead approved', { approvals: [lead] }, 'accepted'),
    release('the glass was broken, and somebody denied', { broken: true, denied: true }, 'request_denied'),
    release('confirmed, where the glass could be broken', { confirmed: true }, 'quorum_missing'),
    release(
      'the glass was broken, and it is too late to run',
      { broken: true, now: signedAt + 60_001 },
      'release_window_over',
    ),
    release('the glass was broken where another rule has none', { request: 'drop', broken: true }, 'quorum_missing'),
  ]
}
