import { no, yes } from './answer.ts'
import { acme, as, employee, lead, partnerLead, secondLead } from './cast.ts'
import { twoIssuers } from './policy.ts'
import { refused, situations } from './situation.ts'

const contractors = `
groups:
  leads: { issuer: ${acme}, value: platform-leads }
  contractors: { issuer: ${acme}, value: contractors }`
const listed = `
groups:
  leads: { issuer: ${acme}, value: platform-leads }
  on leave: { people: [{ issuer: ${acme}, subject: E2 }] }`
const noContractors = 'approvers: { group: leads, exclude_groups: [contractors] }'
const noSuspended = 'approvers: { group: leads, exclude: "approver.claims.suspended == true" }'
const many = Array.from({ length: 199 }, (_, index) => `team-${index}`)

situations({
  'who is in a group that is excluded': {
    file: contractors,
    rule: noContractors,
    answers: [refused('approver_not_allowed', yes(lead, { groups: ['platform-leads', 'contractors'] }))],
    ends: 'quorum_missing',
  },
  'who is not in it': { file: contractors, rule: noContractors, answers: [yes(lead)], ends: 'released' },
  'only the first group read (iam-identity-center-team#176): the last of two hundred excludes': {
    file: contractors,
    rule: noContractors,
    answers: [refused('approver_not_allowed', yes(lead, { groups: ['platform-leads', ...many, 'contractors'] }))],
    ends: 'quorum_missing',
  },
  'a flag that contradicts another condition (PostHog#50463): excluded and allowed is excluded': {
    rule: noSuspended,
    answers: [refused('approver_not_allowed', yes(lead, { suspended: true }))],
    ends: 'quorum_missing',
  },
  'a flag that contradicts another condition (PostHog#50463): allowed, and expressly not excluded': {
    rule: noSuspended,
    answers: [yes(lead, { suspended: false })],
    ends: 'released',
  },
  'a flag that contradicts another condition (PostHog#50463): one that says admin does not lift the group': {
    rule: 'approvers: { group: leads, when: "approver.claims.may_approve == true" }',
    answers: [refused('approver_not_allowed', yes(employee('E8', ['developers'], { may_approve: true })))],
    ends: 'quorum_missing',
  },
  'a flag that contradicts another condition (PostHog#50463): nor does the group lift the flag': {
    rule: 'approvers: { group: leads, when: "approver.claims.may_approve == true" }',
    answers: [refused('approver_not_allowed', yes(lead, { may_approve: false }))],
    ends: 'quorum_missing',
  },
  'a missing claim under exclude: who is not said to be none could be one': {
    rule: noSuspended,
    answers: [refused('approver_not_allowed', yes(lead))],
    ends: 'quorum_missing',
  },
  'a missing claim under exclude: a claim of another kind says nothing either': {
    rule: 'approvers: { group: leads, exclude: "approver.claims.risk > 5" }',
    answers: [refused('approver_not_allowed', yes(lead, { risk: 'low' }))],
    ends: 'quorum_missing',
  },
  'a missing claim under exclude: no groups at all are not “in none”': {
    file: contractors,
    rule: 'approvers: { when: "true", exclude_groups: [contractors] }',
    answers: [refused('approver_not_allowed', yes(lead, { groups: undefined }))],
    ends: 'quorum_missing',
  },
  'who is excluded by a list, by any of their accounts': {
    file: listed,
    rule: 'approvers: { group: leads, exclude_groups: [on leave] }',
    answers: [refused('approver_not_allowed', yes(as(lead, { sub: 'acme-E2-admin' }))), yes(secondLead)],
    ends: 'released',
  },
  'who hides their number could be somebody in the list': {
    file: `issuers:
  - issuer: ${acme}
    clients: { extension: countersign-extension, app: countersign-app, approver: countersign-approver }
    members: "claims.org == 'acme'"
    identity: { subject: sub, person: employee_id, email: email, groups: groups }
    subjects: public
${listed}`,
    rule: 'approvers: { group: leads, exclude_groups: [on leave] }',
    answers: [refused('approver_not_allowed', yes(secondLead, { employee_id: undefined }))],
    ends: 'quorum_missing',
  },
  'a group that excludes at one provider says nothing of people of another': {
    file: twoIssuers({ also: 'person_namespace: staff' }),
    rule: 'approvers: { group: partner leads, exclude_groups: [security] }',
    answers: [yes(partnerLead, { groups: ['platform-leads', 'security'] })],
    ends: 'released',
  },
  'who is excluded cannot stop it either': {
    file: contractors,
    rule: noContractors,
    answers: [
      refused('approver_not_allowed', no(lead, { groups: ['platform-leads', 'contractors'] })),
      yes(secondLead),
    ],
    ends: 'released',
  },
  'an exclusion may speak of who asks: nobody of the requester’s own team': {
    rule: 'approvers: { group: leads, exclude: "approver.claims.manager == requester.person" }',
    answers: [refused('approver_not_allowed', yes(lead, { manager: 'E1' })), yes(secondLead, { manager: 'E2' })],
    ends: 'released',
  },
})
