import { no, yes } from './answer.ts'
import { as, employee, guard, lead, secondLead, thirdLead } from './cast.ts'
import { refused, situations } from './situation.ts'

const both = `
approvers:
  all:
    - { group: leads }
    - { group: security }`

situations({
  'one no ends it': { answers: [no(lead)], ends: 'request_denied' },
  'a no after enough have said yes stops what is not yet released': {
    answers: [yes(lead), no(secondLead)],
    ends: 'request_denied',
  },
  'two of three said yes, and one no outweighs them': {
    rule: 'approvers: { group: leads, quorum: 2 }',
    answers: [yes(lead), no(secondLead), yes(thirdLead)],
    ends: 'request_denied',
  },
  'a no of one part ends it for all': { rule: both, answers: [yes(lead), no(guard)], ends: 'request_denied' },
  'a no of somebody who may not decide says nothing': {
    answers: [refused('approver_not_allowed', no(employee('E8', ['developers']))), yes(lead)],
    ends: 'released',
  },
  'a no of who asks is none: they can cancel': {
    asks: lead,
    answers: [refused('approver_is_requester', no(lead)), yes(secondLead)],
    ends: 'released',
  },
  'a no of who could be the one who asks is none': {
    answers: [refused('approver_identity_unproven', no(as(lead, { employee_id: undefined })))],
    ends: 'quorum_missing',
  },
  'a no by a sign-in for approvals is none': {
    answers: [refused('token_audience_mismatch', no(lead, { aud: 'countersign-approver' }))],
    ends: 'quorum_missing',
  },
  'a no needs no fresh sign-in: it can only stop': {
    rule: 'approvers: { group: leads }\nacr: [phrh]',
    answers: [no(lead, { auth_time: 0 })],
    ends: 'request_denied',
  },
})
