import { yes } from './answer.ts'
import { as, employee, fourthLead, lead, leadAndGuard, secondLead, thirdLead } from './cast.ts'
import { policyChecks } from './policy-check.ts'
import { refused, situations } from './situation.ts'

const two = 'approvers: { group: leads, quorum: 2 }'
const byNumber = 'approvers: { group: leads, quorum: "size(params.repo.split(\',\'))" }'
const oneLess = 'approvers: { group: leads, quorum: "size(params.repo.split(\',\')) - 1" }'
const repos = (names: string) => `https://github.example/acme/${names}/settings/delete`

situations({
  'one where two are needed': { rule: two, answers: [yes(lead)], ends: 'quorum_missing', counted: 'leads 1 of 2' },
  'two where two are needed': { rule: two, answers: [yes(lead), yes(secondLead)], ends: 'released' },
  'a count compared by equality (hoop): three where two are needed are enough': {
    rule: two,
    answers: [yes(lead), yes(secondLead), yes(thirdLead)],
    ends: 'released',
  },
  'a count compared by equality (hoop): two where one is needed are enough': {
    answers: [yes(lead), yes(secondLead)],
    ends: 'released',
  },
  'a count compared by equality (hoop): and who does not count takes nobody’s place': {
    rule: two,
    answers: [yes(lead), refused('approver_not_allowed', yes(employee('E8', ['developers']))), yes(secondLead)],
    ends: 'released',
  },
  'zero approvals count as enough (openbao#3666): nobody said yes': { ends: 'quorum_missing', counted: 'leads 0 of 1' },
  'zero approvals count as enough (openbao#3666): nobody said yes, by an expression that gives one': {
    rule: byNumber,
    ends: 'quorum_missing',
    counted: 'leads 0 of 1',
  },
  'zero approvals count as enough (openbao#3666): an expression that comes to 0 leaves nobody to ask': {
    rule: oneLess,
    ends: 'quorum_unknown',
  },
  'an expression that comes to less than 0 leaves nobody to ask': {
    rule: 'approvers: { group: leads, quorum: "size(params.repo.split(\',\')) - 2" }',
    ends: 'quorum_unknown',
  },
  'an expression over what the address does not have leaves nobody to ask': {
    rule: 'approvers: { group: leads, quorum: "size(params.branch)" }',
    ends: 'quorum_unknown',
  },
  'an expression that comes to more than 20 leaves nobody to ask': {
    rule: 'approvers: { group: leads, quorum: "size(params.repo) * 10" }',
    ends: 'quorum_unknown',
  },
  'expressions that come to more than 20 in all leave nobody to ask': {
    rule: `
approvers:
  all:
    - { group: leads, quorum: "size(params.repo) + 3" }
    - { group: security, quorum: "size(params.repo) + 3" }`,
    url: repos('payments'),
    ends: 'quorum_unknown',
  },
  'three repositories at once need three by the expression, and two are too few': {
    rule: byNumber,
    url: repos('a,b,c'),
    answers: [yes(lead), yes(secondLead)],
    ends: 'quorum_missing',
    counted: 'leads 2 of 3',
  },
  'three repositories at once need three, and three are enough': {
    rule: byNumber,
    url: repos('a,b,c'),
    answers: [yes(lead), yes(secondLead), yes(thirdLead)],
    ends: 'released',
  },
  'how many may depend on who asks': {
    rule: 'approvers: { group: leads, quorum: "requester.email.endsWith(\'@acme.example\') ? 1 : 2" }',
    answers: [yes(lead)],
    ends: 'released',
  },
  'an address that the provider calls unverified makes nothing easier': {
    rule: 'approvers: { group: leads, quorum: "requester.email.endsWith(\'@acme.example\') ? 1 : 2" }',
    asks: employee('E1', ['developers'], { email_verified: false }),
    ends: 'quorum_unknown',
  },
  'all have approved when 1 of 4 did (manual-approval#114): one of four is one of four': {
    rule: 'approvers: { group: leads, quorum: 4 }',
    answers: [yes(lead)],
    ends: 'quorum_missing',
    counted: 'leads 1 of 4',
  },
  'all have approved when 1 of 4 did (manual-approval#114): nor is one of four who says it four times': {
    rule: 'approvers: { group: leads, quorum: 4 }',
    answers: [yes(lead), yes(lead), yes(lead), yes(lead)],
    ends: 'quorum_missing',
    counted: 'leads 1 of 4',
  },
  'all have approved when 1 of 4 did (manual-approval#114): four of four are all': {
    rule: 'approvers: { group: leads, quorum: 4 }',
    answers: [yes(lead), yes(secondLead), yes(thirdLead), yes(fourthLead)],
    ends: 'released',
  },
  'one person who approves twice, by two accounts, is one': {
    rule: two,
    answers: [yes(lead), yes(as(lead, { sub: 'acme-E2-admin', email: 'e2-admin@acme.example' }))],
    ends: 'quorum_missing',
    counted: 'leads 1 of 2',
  },
  'two people with one address are one': {
    rule: two,
    answers: [yes(lead), yes(secondLead, { email: ' E2@ACME.example' })],
    ends: 'quorum_missing',
    counted: 'leads 1 of 2',
  },
  'who is in more groups than are needed counts once all the same': {
    rule: 'approvers: { group: [leads, security], quorum: 2 }',
    answers: [yes(leadAndGuard)],
    ends: 'quorum_missing',
    counted: 'leads or security 1 of 2',
  },
})

policyChecks({
  'zero approvals count as enough (openbao#3666): a quorum of 0 is a fault': {
    rule: 'approvers: { group: leads, quorum: 0 }',
    fault: /rules\.0\.approvers\.quorum must be >= 1/,
  },
  'a quorum below 0 is a fault': {
    rule: 'approvers: { group: leads, quorum: -1 }',
    fault: /rules\.0\.approvers\.quorum must be >= 1/,
  },
  'a quorum of half a person is a fault': {
    rule: 'approvers: { group: leads, quorum: 1.5 }',
    fault: /rules\.0\.approvers\.quorum must be integer/,
  },
  'a quorum that might be no number is a fault': {
    rule: 'approvers: { group: leads, quorum: params.count }',
    fault: /rules\.0\.approvers\.quorum gives dyn, and it has to be sure to give an integer/,
  },
  'a quorum over who approves is a fault': {
    rule: 'approvers: { group: leads, quorum: "size(approver.groups)" }',
    fault: /rules\.0\.approvers\.quorum /,
  },
})
