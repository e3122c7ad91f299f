import { approveNonce, type Claims, confirmNonce, digestOf, sessionNonce } from '../../src/protocol/index.ts'
import { created, issuer, otherSalt, salt } from '../example.ts'
import { type Scene, signedAt } from '../scene.ts'
import type { TokenSigner } from '../signers.ts'
import type { VerifyCase } from './case.ts'
import { guests, partner } from './cast.ts'
import { evidenceCase } from './evidence-cases.ts'
import { type Change, ownClaims } from './own-sign-in.ts'
import { changed, type Stage } from './stage.ts'

type Expected = VerifyCase['expected']
type Case = Extract<VerifyCase, { check: 'confirm' }>

/** 7.3 where the rule asks the requester alone, and what becomes of one kind of decision in the place of another. */
export async function confirmCases(stage: Stage): Promise<readonly VerifyCase[]> {
  return [
    ...(await shapes(stage)),
    ...(await nonces(stage)),
    ...(await signIns(stage)),
    ...(await people(stage)),
    ...(await inAnotherPlace(stage)),
    ...(await denies(stage)),
    ...releases(stage),
  ]
}

export function confirmCase(
  why: string,
  confirm: unknown,
  expected: Expected,
  besides: Partial<Case> = {},
): VerifyCase {
  const inputs = { policy: 'confirm', keys: 'published', request: 'rotate', confirm, seen: signedAt }
  return { why, check: 'confirm', ...inputs, ...besides, expected }
}

async function claimsFor(request: unknown, change: Change = {}): Promise<Claims> {
  return ownClaims(await confirmNonce({ digest: await digestOf(request), reason: undefined, salt }), change)
}

async function confirmOf({ cast }: Stage, { own }: Scene, change: Change = {}, signer: TokenSigner = cast.eddsa) {
  return { decision: 'confirm', id_token: await signer.sign(await claimsFor(own.request, change)), salt }
}

async function shapes(stage: Stage): Promise<readonly VerifyCase[]> {
  const confirm = await confirmOf(stage, stage.confirm.rotate)
  const malformed = (why: string, given: unknown) => confirmCase(why, given, 'evidence_malformed')
  return [
    confirmCase('a confirm', confirm, 'accepted'),
    malformed('a confirm that says it approves', { ...confirm, decision: 'approve' }),
    malformed('a confirm that says it denies', { ...confirm, decision: 'deny' }),
    malformed('a confirm of several requests', { ...confirm, batch: { index: 0, count: 1, path: [] } }),
    malformed('a confirm with an empty reason', { ...confirm, reason: '' }),
    malformed('a confirm without a salt', { decision: 'confirm', id_token: confirm.id_token }),
  ]
}

async function nonces(stage: Stage): Promise<readonly VerifyCase[]> {
  const { rotate } = stage.confirm
  const { digest, request } = rotate.own
  const reason = 'It is me'
  const plain = await confirmOf(stage, rotate)
  const reasoned = await confirmOf(stage, rotate, { nonce: await confirmNonce({ digest, reason, salt }) })
  const by = async (nonce: unknown) => confirmOf(stage, rotate, { nonce })
  const mismatch = (why: string, given: unknown, besides?: Partial<Case>) =>
    confirmCase(why, given, 'evidence_nonce_mismatch', besides)
  return [
    confirmCase('a confirm with a reason', { ...reasoned, reason }, 'accepted'),
    mismatch('its reason left out', reasoned),
    mismatch('a reason that was not signed', { ...plain, reason }),
    mismatch('by another salt', { ...plain, salt: otherSalt }),
    mismatch('the confirm of another request', await confirmOf(stage, stage.confirm.revoke)),
    mismatch('of a request that is alike in all but its challenge', plain, {
      request: changed(rotate, { challenge: digest }),
    }),
    mismatch('the nonce of an approval', await by(await approveNonce({ digest, reason: undefined, salt }))),
    mismatch('the nonce of the requester’s session', await by(await sessionNonce(stage.cast.browser.jkt, salt))),
    mismatch('the id of the request as the nonce', await by(request.id)),
  ]
}

async function signIns(stage: Stage): Promise<readonly VerifyCase[]> {
  const { rotate, export: exported } = stage.confirm
  const always = async (why: string, change: Change, expected: Expected, seen = signedAt) =>
    confirmCase(why, await confirmOf(stage, rotate, change), expected, { seen })
  const strong = async (why: string, change: Change, expected: Expected) =>
    confirmCase(why, await confirmOf(stage, exported, { acr: 'phr', amr: ['hwk'], ...change }), expected, {
      request: 'export',
    })
  const asked = created / 1000
  return [
    await always('by the client of the extension', { aud: 'countersign-extension' }, 'token_audience_mismatch'),
    await always('by the client of the app', { aud: 'countersign-app' }, 'token_audience_mismatch'),
    await always('a sign-in of before the request', { auth_time: asked - 31 }, 'auth_too_old'),
    await always('a sign-in of an unknown time', { auth_time: undefined }, 'auth_time_unknown'),
    await always('a sign-in that has run out', { exp: signedAt / 1000 }, 'token_expired'),
    await always('a sign-in dated ahead', { iat: signedAt / 1000 + 61 }, 'evidence_from_future'),
    await always(
      'a sign-in of after the end',
      { iat: rotate.own.request.expires / 1000 + 1, exp: rotate.own.request.expires / 1000 + 300 },
      'evidence_too_late',
      rotate.own.request.expires + 1_000,
    ),
    await strong('a strong sign-in', {}, 'accepted'),
    await strong('a sign-in that is not strong enough', { acr: 'pwd' }, 'acr_insufficient'),
    await strong('a sign-in by another method', { amr: ['pwd'] }, 'amr_insufficient'),
    await strong('a sign-in of six minutes before', { auth_time: signedAt / 1000 - 361 }, 'auth_too_old'),
  ]
}

async function people(stage: Stage): Promise<readonly VerifyCase[]> {
  const { confirm, cast } = stage
  const { rotate } = confirm
  const { requester } = rotate.own.request
  const acme = async (why: string, change: Change, expected: Expected) =>
    confirmCase(why, await confirmOf(stage, rotate, change), expected)
  const of = async (why: string, signer: TokenSigner, change: Change, expected: Expected) =>
    confirmCase(why, await confirmOf(stage, rotate, { employee_id: undefined, ...change }, signer), expected)
  const asking = async (why: string, by: Change, change: Change, expected: Expected, signer = cast.guests) => {
    const request = changed(rotate, { requester: by })
    const id_token = await signer.sign(await claimsFor(request, change))
    return confirmCase(why, { decision: 'confirm', id_token, salt }, expected, { request })
  }
  const guest = { iss: guests, subject: 'g-7', email: 'requester@acme.example' }
  const asGuest = { sub: 'g-7', employee_id: undefined }
  return [
    await acme('the requester under another address', { email: 'other@acme.example' }, 'accepted'),
    await acme('a colleague', { employee_id: 'E2', email: 'two@acme.example' }, 'requester_is_another'),
    await acme('a colleague with the requester’s address', { employee_id: 'E2' }, 'requester_identity_unproven'),
    await acme('nobody who has a number, with the address', { employee_id: undefined }, 'requester_identity_unproven'),
    await acme(
      'nobody who has a number, with the account’s name in another client',
      { employee_id: undefined, sub: requester.subject },
      'requester_identity_unproven',
    ),
    await acme(
      'another person under the account’s name in another client',
      { employee_id: 'E2', sub: requester.subject },
      'requester_identity_unproven',
    ),
    await acme('nobody', { sub: undefined }, 'token_subject_missing'),
    await acme('somebody who has left', { email: 'requester@elsewhere.example' }, 'not_a_member'),
    await of('the requester’s number at an issuer that shares it', cast.partner, { staff_id: 'E1' }, 'accepted'),
    await of(
      'another number there',
      cast.partner,
      { staff_id: 'E2', email: 'p@partner.example' },
      'requester_is_another',
    ),
    await of('no number there', cast.partner, {}, 'requester_identity_unproven'),
    await of('an account that is linked', cast.guests, { sub: 'g-1' }, 'requester_identity_unproven'),
    await of('an account elsewhere with the address', cast.guests, { sub: 'g-9' }, 'requester_identity_unproven'),
    await asking('an account that is called the same in every client', guest, asGuest, 'accepted'),
    await asking(
      'another account of that issuer',
      guest,
      { ...asGuest, sub: 'g-8', email: 'g@guests.example' },
      'requester_is_another',
    ),
    await asking(
      'another account with the same address',
      guest,
      { ...asGuest, sub: 'g-8' },
      'requester_identity_unproven',
    ),
    await asking(
      'an account of that name at another issuer',
      { ...guest, iss: partner },
      asGuest,
      'requester_identity_unproven',
    ),
    await asking(
      'an account of that name at another issuer, by its number of nobody',
      { iss: issuer, subject: 'g-7', person: 'g-7' },
      asGuest,
      'requester_identity_unproven',
    ),
  ]
}

/** One kind of decision where the rule asks for another. */
async function inAnotherPlace(stage: Stage): Promise<readonly VerifyCase[]> {
  const { rotate, revoke } = stage.confirm
  const approval = await rotate.evidence()
  const ownApproval = {
    decision: 'approve',
    id_token: await stage.cast.eddsa.sign(
      await claimsFor(rotate.own.request, {
        nonce: await approveNonce({ digest: rotate.own.digest, reason: undefined, salt }),
      }),
    ),
    salt,
  }
  const confirm = await confirmOf(stage, revoke, { acr: 'phr' })
  const inConfirm = { policy: 'confirm', request: 'rotate' }
  const inRevoke = { policy: 'confirm', request: 'revoke' }
  const ofRotate = await confirmOf(stage, rotate)
  return [
    evidenceCase('a colleague’s approval where the requester is asked', approval, 'decision_not_asked', inConfirm),
    evidenceCase('the requester’s approval where the requester is asked', ownApproval, 'decision_not_asked', inConfirm),
    evidenceCase(
      'the requester’s confirm that says it approves',
      { ...ofRotate, decision: 'approve' },
      'decision_not_asked',
      inConfirm,
    ),
    confirmCase('a confirm where another rule asks for a lead', confirm, 'decision_not_asked', { request: 'revoke' }),
    evidenceCase(
      'that confirm as an approval',
      { ...confirm, decision: 'approve' },
      'evidence_nonce_mismatch',
      inRevoke,
    ),
    evidenceCase('a lead’s approval there', await revoke.evidence({ acr: 'phr' }), 'accepted', inRevoke),
    evidenceCase('a lead’s approval by a weak sign-in', await revoke.evidence(), 'acr_insufficient', inRevoke),
    evidenceCase(
      'the requester’s approval there',
      await revoke.evidence({ acr: 'phr', employee_id: 'E1' }),
      'approver_is_requester',
      inRevoke,
    ),
  ]
}

async function denies(stage: Stage): Promise<readonly VerifyCase[]> {
  const { cast, confirm } = stage
  const nonce = await sessionNonce(cast.phone.jkt, salt)
  const deny = async (why: string, claims: Change, expected: Expected): Promise<VerifyCase> => ({
    why,
    check: 'deny',
    policy: 'confirm',
    keys: 'published',
    request: 'rotate',
    deny: {
      decision: 'deny',
      id_token: await cast.eddsa.sign(
        await claimsFor(confirm.rotate.own.request, { aud: 'countersign-app', nonce, ...claims }),
      ),
      salt,
      jws: await cast.phone.deny(confirm.rotate.own.digest),
    },
    expected,
  })
  return [
    await deny('by the requester, where the requester is asked', {}, 'accepted'),
    await deny(
      'by a lead, where the requester is asked',
      { employee_id: 'E2', email: 'two@acme.example', groups: ['platform-leads'] },
      'requester_is_another',
    ),
    await deny(
      'by a colleague with the requester’s address, where the requester is asked',
      { employee_id: 'E2' },
      'requester_identity_unproven',
    ),
  ]
}

/** 7.4 */
function releases({ confirm }: Stage): readonly VerifyCase[] {
  const { request } = confirm.rotate.own
  type Release = Extract<VerifyCase, { check: 'release' }>
  const release = (why: string, change: Partial<Release>, expected: Expected): VerifyCase => ({
    why,
    check: 'release',
    policy: 'confirm',
    request: 'rotate',
    made_under: { policy: request.policy, rule: 'rotate-key' },
    me: request.requester,
    approvals: [],
    denied: false,
    quorum_at: signedAt,
    now: signedAt + 1_000,
    ...change,
    expected,
  })
  const revoke = { request: 'revoke', made_under: { policy: request.policy, rule: 'revoke-key' } } as const
  const lead = { approver: { iss: issuer, subject: 's-2', person: 'E2' }, parts: [0] }
  return [
    release('confirmed, where the requester is asked', { confirmed: true }, 'accepted'),
    release('not confirmed', {}, 'confirm_missing'),
    release('approved by a lead, where the requester is asked', { approvals: [lead] }, 'confirm_missing'),
    release('confirmed and denied', { confirmed: true, denied: true }, 'request_denied'),
    release('confirmed, and too late to run', { confirmed: true, now: signedAt + 60_001 }, 'release_window_over'),
    release('confirmed, where another rule asks for a lead', { ...revoke, confirmed: true }, 'quorum_missing'),
    release('approved by a lead there', { ...revoke, approvals: [lead] }, 'accepted'),
  ]
}
