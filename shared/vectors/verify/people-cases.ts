import { approveNonce, type Claims, digestOf } from '../../src/protocol/index.ts'
import { salt } from '../example.ts'
import type { TokenSigner } from '../signers.ts'
import type { VerifyCase } from './case.ts'
import { evidenceCase } from './evidence-cases.ts'
import { changed, type Stage } from './stage.ts'

type Expected = VerifyCase['expected']
type Change = Readonly<Record<string, unknown>>

/** 7.3, 6: that the approver belongs to the organisation, is somebody else, and may decide. */
export async function peopleCases(stage: Stage): Promise<readonly VerifyCase[]> {
  return [
    ...(await ofTheCompany(stage)),
    ...(await ofOthers(stage)),
    ...(await excluded(stage)),
    ...(await forParts(stage)),
    ...(await delegates(stage)),
  ]
}

async function ofTheCompany({ scenes, cast }: Stage): Promise<readonly VerifyCase[]> {
  const { evidence, own } = scenes.delete
  const { requester } = own.request
  const judged = async (why: string, change: Change, expected: Expected) =>
    evidenceCase(why, await evidence(change), expected)
  const unverified = changed(scenes.delete, { requester: { ...requester, email_unverified: true } })
  const asking = await approvalOf(cast.eddsa, { scenes }, unverified, { email: 'REQUESTER@acme.example' })
  return [
    await judged('an approver whose address is unverified', { email_verified: false }, 'accepted'),
    await judged('an approver without a name', { name: undefined }, 'accepted'),
    await judged('no subject', { sub: undefined }, 'token_subject_missing'),
    await judged('null as the subject', { sub: null }, 'token_subject_missing'),
    await judged('an approver of another organisation', { email: 'first-approver@evil.example' }, 'not_a_member'),
    await judged('an approver of whom it is not known', { email: undefined }, 'not_a_member'),
    await judged('an approver whose address is a list', { email: ['first-approver@acme.example'] }, 'not_a_member'),
    await judged('the requester by account', { sub: requester.subject }, 'approver_is_requester'),
    await judged('the requester by person', { employee_id: 'E1' }, 'approver_is_requester'),
    await judged('the requester by address', { email: requester.email }, 'approver_is_requester'),
    await judged(
      'the requester by address, in wide letters',
      { email: '\uff32\uff25\uff31uester@acme.example' },
      'approver_is_requester',
    ),
    await judged(
      'the requester by address, which is unverified',
      { email: requester.email, email_verified: false },
      'approver_is_requester',
    ),
    evidenceCase('the requester by address, which the requester had not verified', asking, 'approver_is_requester', {
      request: unverified,
    }),
    await judged('no person', { employee_id: undefined }, 'approver_identity_unproven'),
    await judged('an empty person', { employee_id: '' }, 'approver_identity_unproven'),
    await judged('a person that is a list', { employee_id: ['E2'] }, 'approver_identity_unproven'),
    await judged('a person that is a number', { employee_id: 2 }, 'accepted'),
    await judged('another group', { groups: ['platform-ops'] }, 'approver_not_allowed'),
    await judged('the group as a text', { groups: 'platform-leads' }, 'accepted'),
    await judged('no groups', { groups: [] }, 'approver_not_allowed'),
    await judged('no claim of groups', { groups: undefined }, 'approver_not_allowed'),
    await judged(
      'too many groups: the claim says where to ask',
      {
        groups: undefined,
        _claim_names: { groups: 'src1' },
        _claim_sources: { src1: { endpoint: 'https://graph.example/groups' } },
      },
      'approver_not_allowed',
    ),
  ]
}

/** Approvals that other issuers vouch for. */
async function ofOthers(stage: Stage): Promise<readonly VerifyCase[]> {
  const { scenes, cast } = stage
  const { request } = scenes.delete.own
  const partner: Claims = {
    sub: 'p-2',
    staff_id: 'E2',
    email: 'first-approver@partner.example',
    groups: ['partners', 'platform-leads'],
  }
  const guest: Claims = { sub: 'g-2', email: 'first-approver@guests.example', roles: ['platform-leads'] }
  const judged = async (why: string, signer: TokenSigner, claims: Claims, change: Change, expected: Expected) =>
    evidenceCase(
      why,
      await approvalOf(signer, stage, request, { employee_id: undefined, groups: undefined, ...claims, ...change }),
      expected,
    )
  const ofPartner = (why: string, change: Change, expected: Expected) =>
    judged(why, cast.partner, partner, change, expected)
  const ofGuests = (why: string, change: Change, expected: Expected) =>
    judged(why, cast.guests, guest, change, expected)
  return [
    await ofPartner('another person by the number that both issuers share', {}, 'accepted'),
    await ofPartner('the requester by the number that both issuers share', { staff_id: 'E1' }, 'approver_is_requester'),
    await ofPartner(
      'the requester by address at another issuer',
      { email: 'requester@acme.example' },
      'approver_is_requester',
    ),
    await ofPartner('nobody who has such a number', { staff_id: undefined }, 'approver_identity_unproven'),
    await ofPartner(
      'a number under the name that the other issuer uses',
      { staff_id: undefined, employee_id: 'E2' },
      'approver_identity_unproven',
    ),
    await ofPartner('a group of another issuer alone', { groups: ['partners', 'acme-leads'] }, 'approver_not_allowed'),
    await ofPartner('a group under another issuer’s member condition', { groups: ['platform-leads'] }, 'not_a_member'),
    await ofPartner('no member without the claim', { groups: undefined }, 'not_a_member'),
    await ofGuests('the requester by a link', { sub: 'g-1' }, 'approver_is_requester'),
    await ofGuests('an account of another issuer that shares nothing', {}, 'approver_identity_unproven'),
    await ofGuests('a number of an issuer that shares no numbers', { employee_id: 'E2' }, 'approver_identity_unproven'),
  ]
}

async function excluded(stage: Stage): Promise<readonly VerifyCase[]> {
  const { evidence } = stage.scenes.archive
  const judged = async (why: string, change: Change, expected: Expected) =>
    evidenceCase(why, await evidence(change), expected, { request: 'archive' })
  return [
    await judged('exclude: no', { contractor: false }, 'accepted'),
    await judged('exclude: yes', { contractor: true }, 'approver_not_allowed'),
    await judged('exclude: unknown excludes', {}, 'approver_not_allowed'),
    await judged('exclude: null is not true', { contractor: null }, 'accepted'),
    await judged('exclude: a text is not true', { contractor: 'true' }, 'accepted'),
    await judged(
      'not excluded, and in no group that may decide',
      { contractor: false, groups: [] },
      'approver_not_allowed',
    ),
  ]
}

/** Which parts an approval counts for. */
async function forParts(stage: Stage): Promise<readonly VerifyCase[]> {
  const { evidence } = stage.scenes.lock
  const judged = async (why: string, change: Change, expected: Expected) =>
    evidenceCase(why, await evidence({ account: { flags: [] }, ...change }), expected, { request: 'lock' })
  return [
    await judged('for the part of the group', {}, 'accepted'),
    await judged('for both parts', { on_duty: true }, 'accepted'),
    await judged('for the part of the list', { on_duty: true, groups: [] }, 'accepted'),
    await judged('listed, without what the part asks besides', { groups: [] }, 'approver_not_allowed'),
    await judged('not listed', { on_duty: true, groups: [], employee_id: 'E7' }, 'approver_not_allowed'),
    await judged('in a group that is excluded', { account: { flags: ['suspended'] } }, 'approver_not_allowed'),
    await judged('of whom it is not known whether they are excluded', { account: {} }, 'approver_not_allowed'),
  ]
}

/** Who decides in somebody's place while that lasts: see delegates.json. */
async function delegates({ scenes }: Stage): Promise<readonly VerifyCase[]> {
  const delegate = await scenes.delete.evidence({ employee_id: 'E8' })
  return [
    evidenceCase('the delegate of the requester', delegate, 'approver_is_delegate', { policy: 'delegating' }),
    evidenceCase('the same person where nobody is away', delegate, 'accepted'),
  ]
}

/** An approval of any request, by any issuer. */
async function approvalOf(signer: TokenSigner, { scenes }: Pick<Stage, 'scenes'>, request: unknown, change: Change) {
  const nonce = await approveNonce({ digest: await digestOf(request), reason: undefined, salt })
  return { decision: 'approve', id_token: await signer.sign(await scenes.delete.approval({ nonce, ...change })), salt }
}
