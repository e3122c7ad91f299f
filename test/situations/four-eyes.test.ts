import { no, yes } from './answer.ts'
import { as, developer, employee, lead, secondLead } from './cast.ts'
import { refused, situations } from './situation.ts'

const admin = employee('E9', ['admins', 'platform-leads'], { role: 'admin' })
const adminsToo = "approvers: { when: \"approver.claims.role == 'admin' || 'platform-leads' in approver.groups\" }"

situations({
  'a lead approves what a developer asks for': { answers: [yes(lead)], ends: 'released' },
  'a lead approves what another lead asks for': { asks: lead, answers: [yes(secondLead)], ends: 'released' },
  'an admin exempt from four eyes (hoop): who asks does not approve, be they admin': {
    rule: adminsToo,
    asks: admin,
    answers: [refused('approver_is_requester', yes(admin))],
    ends: 'quorum_missing',
  },
  'an admin approving in chat (hoop): the sign-in of a session is no approval': {
    rule: adminsToo,
    answers: [refused('token_audience_mismatch', yes(admin, { aud: 'countersign-app' }))],
    ends: 'quorum_missing',
  },
  'an admin approving in chat (hoop): a fresh sign-in that was not for this request is none either': {
    rule: adminsToo,
    answers: [refused('evidence_nonce_mismatch', yes(admin, { nonce: 'of something else' }))],
    ends: 'quorum_missing',
  },
  'an admin approving in chat (hoop): an admin counts where the rule lets them, by a sign-in for this request': {
    rule: adminsToo,
    answers: [yes(admin)],
    ends: 'released',
  },
  'the requester in the approver group (vault#19214): their yes does not count': {
    asks: lead,
    answers: [refused('approver_is_requester', yes(lead))],
    ends: 'quorum_missing',
    counted: 'leads 0 of 1',
  },
  'the requester in the approver group (vault#19214): nor does it beside another one': {
    rule: 'approvers: { group: leads, quorum: 2 }',
    asks: lead,
    answers: [yes(secondLead), refused('approver_is_requester', yes(lead))],
    ends: 'quorum_missing',
    counted: 'leads 1 of 2',
  },
  'a rule that lets everybody approve lets everybody but the requester': {
    rule: 'approvers: { when: "true" }',
    answers: [refused('approver_is_requester', yes(developer))],
    ends: 'quorum_missing',
  },
  'a user without access creates and approves (Infisical#6988): who is not a member cannot ask': {
    asks: as(developer, { org: 'elsewhere' }),
    ends: 'not_a_member',
  },
  'a user without access creates and approves (Infisical#6988): nor approve, whatever groups they are in': {
    answers: [refused('not_a_member', yes(lead, { org: 'elsewhere' }))],
    ends: 'quorum_missing',
  },
  'a user without access creates and approves (Infisical#6988): nor where their token does not say': {
    answers: [refused('not_a_member', yes(lead, { org: undefined }))],
    ends: 'quorum_missing',
  },
  'a user without access creates and approves (Infisical#6988): nor deny': {
    answers: [refused('not_a_member', no(lead, { org: 'elsewhere' })), yes(secondLead)],
    ends: 'released',
  },
})
