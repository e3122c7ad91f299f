import { yes } from './answer.ts'
import { acme, as, developer, employee, lead, partner, partnerLead, secondLead } from './cast.ts'
import { acmeIssuer, partnerIssuer, twoIssuers } from './policy.ts'
import { policyChecks } from './policy-check.ts'
import { refused, situations } from './situation.ts'

const many = Array.from({ length: 199 }, (_, index) => `team-${index}`)
const oneNumbering = twoIssuers({ also: 'person_namespace: staff' })
const roles = `
groups:
  leads: { issuer: ${acme}, claim: realm_access.roles, value: lead }`
const url = `
groups:
  leads: { issuer: ${acme}, claim: "https://acme.example/roles", value: lead }`
const listed = `
groups:
  leads: { people: [{ issuer: ${acme}, subject: E2 }, { issuer: ${acme}, subject: E3 }] }`

situations({
  'who is in no group of the rule': {
    answers: [refused('approver_not_allowed', yes(employee('E8', ['developers'])))],
    ends: 'quorum_missing',
  },
  'a group whose name begins like the right one': {
    answers: [refused('approver_not_allowed', yes(lead, { groups: ['platform-leads-emeritus'] }))],
    ends: 'quorum_missing',
  },
  'a group that is written in other letters': {
    answers: [refused('approver_not_allowed', yes(lead, { groups: ['Platform-Leads'] }))],
    ends: 'quorum_missing',
  },
  'only the first group read (iam-identity-center-team#176): the last of two hundred counts': {
    answers: [yes(lead, { groups: [...many, 'platform-leads'] })],
    ends: 'released',
  },
  'only the first group read (iam-identity-center-team#176): and in the middle as well': {
    answers: [yes(lead, { groups: [...many, 'platform-leads', ...many] })],
    ends: 'released',
  },
  'only the first group read (iam-identity-center-team#176): a condition reads the last as well': {
    rule: 'approvers: { when: "\'platform-leads\' in approver.groups" }',
    answers: [yes(lead, { groups: [...many, 'platform-leads'] })],
    ends: 'released',
  },
  'a provider that says one group as a text': { answers: [yes(lead, { groups: 'platform-leads' })], ends: 'released' },
  'groups in one text, with commas, are one name': {
    answers: [refused('approver_not_allowed', yes(lead, { groups: 'developers,platform-leads' }))],
    ends: 'quorum_missing',
  },
  'removed from the group a minute ago: stored claims say whom to ask, the fresh token says no': {
    knows: [lead],
    answers: [refused('approver_not_allowed', yes(lead, { groups: ['developers'] }))],
    ends: 'quorum_missing',
    reachable: 'leads 1 of 1',
  },
  'added to the group a minute ago: nobody knew, and the fresh token says yes': {
    knows: [as(lead, { groups: ['developers'] })],
    answers: [yes(lead)],
    ends: 'released',
    reachable: 'leads 0 of 1',
  },
  'a same-named group of another namespace (openbao PR 3841): that of another provider does not count': {
    file: oneNumbering,
    answers: [refused('approver_not_allowed', yes(partnerLead))],
    ends: 'quorum_missing',
  },
  'a same-named group of another namespace (openbao PR 3841): it counts where the rule names that one': {
    file: oneNumbering,
    rule: 'approvers: { group: partner leads }',
    answers: [refused('approver_not_allowed', yes(lead)), yes(partnerLead)],
    ends: 'released',
  },
  'a same-named group of another namespace (openbao PR 3841): a condition that names the provider means it': {
    file: oneNumbering,
    rule: `approvers: { when: "approver.iss == '${acme}' && 'platform-leads' in approver.groups" }`,
    answers: [refused('approver_not_allowed', yes(partnerLead)), yes(lead)],
    ends: 'released',
  },
  'a same-named group of another namespace (openbao PR 3841): a name in another claim is another name': {
    file: roles,
    answers: [refused('approver_not_allowed', yes(lead, { groups: ['lead'], realm_access: { roles: [] } }))],
    ends: 'quorum_missing',
  },
  'a claim by the path to it': {
    file: roles,
    answers: [yes(lead, { realm_access: { roles: ['lead'] } })],
    ends: 'released',
  },
  'a claim that is called like the path comes before what lies there': {
    file: roles,
    answers: [
      refused(
        'approver_not_allowed',
        yes(lead, { 'realm_access.roles': ['nobody'], realm_access: { roles: ['lead'] } }),
      ),
    ],
    ends: 'quorum_missing',
  },
  'a claim whose name is a URL, dots and all': {
    file: url,
    answers: [yes(lead, { 'https://acme.example/roles': ['lead'] })],
    ends: 'released',
  },
  'a list of people needs no groups at all': {
    file: listed,
    answers: [yes(lead, { groups: undefined })],
    ends: 'released',
  },
  'who is not in the list does not count, whatever groups they are in': {
    file: listed,
    answers: [refused('approver_not_allowed', yes(employee('E8', ['leads', 'platform-leads'])))],
    ends: 'quorum_missing',
  },
  'the number of somebody in the list, at another provider, is nobody in it': {
    file: `
issuers:
${acmeIssuer()}
${partnerIssuer()}
${listed}`,
    asks: developer,
    answers: [refused('approver_identity_unproven', yes(as(partnerLead, { employee_id: 'E2' })))],
    ends: 'quorum_missing',
  },
  'any of several groups lets one approve': {
    rule: 'approvers: { group: [security, leads] }',
    answers: [yes(secondLead)],
    ends: 'released',
  },
})

policyChecks({
  'a same-named group of another namespace (openbao PR 3841): a condition that does not say whose is a fault': {
    file: twoIssuers(),
    rule: 'approvers: { when: "\'platform-leads\' in approver.groups" }',
    fault: /rules\.0\.approvers\.when reads the groups of several issuers/,
  },
  'a group that is not there is a fault': {
    rule: 'approvers: { group: lead }',
    fault: /rules\.0\.approvers\.group names "lead", which is not among the groups/,
  },
  'a group of a provider that is not there is a fault': {
    file: `groups:\n  leads: { issuer: ${partner}, value: platform-leads }`,
    fault: /groups\.leads\.issuer is not among the issuers/,
  },
})
