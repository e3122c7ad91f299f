import { yes } from './answer.ts'
import { acme, employee, lead } from './cast.ts'
import { refused, situations } from './situation.ts'

const elsewhere = { _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint: 'https://graph.example' } } }
const contractors = `
groups:
  leads: { issuer: ${acme}, value: platform-leads }
  contractors: { issuer: ${acme}, value: contractors }`
const noContractors = 'approvers: { when: "approver.claims.grade == \'senior\'", exclude_groups: [contractors] }'
const senior = employee('E8', ['developers'], { grade: 'senior' })

situations({
  'no claim of groups: unknown lets nobody through': {
    answers: [refused('approver_not_allowed', yes(lead, { groups: undefined }))],
    ends: 'quorum_missing',
  },
  'null as groups': { answers: [refused('approver_not_allowed', yes(lead, { groups: null }))], ends: 'quorum_missing' },
  'an empty list of groups': {
    answers: [refused('approver_not_allowed', yes(lead, { groups: [] }))],
    ends: 'quorum_missing',
  },
  'groups among which is something that is no name': {
    answers: [refused('approver_not_allowed', yes(lead, { groups: ['platform-leads', { name: 'x' }] }))],
    ends: 'quorum_missing',
  },
  'group overage: the token says where to ask, and nobody passes by that': {
    answers: [refused('approver_not_allowed', yes(lead, { groups: undefined, ...elsewhere }))],
    ends: 'quorum_missing',
  },
  'group overage: the few that the token holds all the same are not all': {
    answers: [refused('approver_not_allowed', yes(lead, elsewhere))],
    ends: 'quorum_missing',
  },
  'group overage: hasgroups says the same': {
    answers: [refused('approver_not_allowed', yes(lead, { hasgroups: true }))],
    ends: 'quorum_missing',
  },
  'group overage: too many groups for a token are not “in none” where a group excludes': {
    file: contractors,
    rule: noContractors,
    answers: [refused('approver_not_allowed', yes(senior, { groups: undefined, ...elsewhere }))],
    ends: 'quorum_missing',
  },
  'group overage: who has few enough is known not to be excluded': {
    file: contractors,
    rule: noContractors,
    answers: [yes(senior)],
    ends: 'released',
  },
  '“not in a group” is unknown, not true, where there are no groups': {
    rule: 'approvers: { when: "!(\'contractors\' in approver.groups)" }',
    answers: [refused('approver_not_allowed', yes(lead, { groups: undefined }))],
    ends: 'quorum_missing',
  },
  '“is not” something is unknown where the claim is missing': {
    rule: 'approvers: { when: "approver.claims.risk != \'high\'" }',
    answers: [refused('approver_not_allowed', yes(lead))],
    ends: 'quorum_missing',
  },
  'an unknown half does not matter where the other half of “or” holds': {
    rule: 'approvers: { when: "approver.claims.on_call == true || \'platform-leads\' in approver.groups" }',
    answers: [yes(lead)],
    ends: 'released',
  },
  'a text that looks like true is not true': {
    rule: 'approvers: { group: leads, when: "approver.claims.on_call == true" }',
    answers: [refused('approver_not_allowed', yes(lead, { on_call: 'true' }))],
    ends: 'quorum_missing',
  },
  'an address that the provider calls unverified is none': {
    rule: 'approvers: { when: "approver.email == \'e2@acme.example\'" }',
    answers: [refused('approver_not_allowed', yes(lead, { email_verified: false }))],
    ends: 'quorum_missing',
  },
  'a token that does not say who signed in': {
    answers: [refused('token_subject_missing', yes(lead, { sub: undefined }))],
    ends: 'quorum_missing',
  },
})
