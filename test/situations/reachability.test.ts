import { acme, as, developer, employee, guard, lead, leadAndGuard, secondLead, thirdLead } from './cast.ts'
import { twoIssuers } from './policy.ts'
import { policyChecks } from './policy-check.ts'
import { situations } from './situation.ts'

const two = 'approvers: { group: leads, quorum: 2 }'
const both = `
approvers:
  all:
    - { group: leads }
    - { group: security }`
const few = `
groups:
  leads: { people: [{ issuer: ${acme}, subject: E2 }, { issuer: ${acme}, subject: E3 }] }
  founders: { people: [{ issuer: ${acme}, subject: E2 }, { issuer: ${acme}, subject: E3 }] }`
const waits = { ends: 'quorum_missing' } as const

situations({
  'nobody has ever signed in': { knows: [], reachable: 'leads 0 of 1', ...waits },
  'one of two can be reached': { rule: two, knows: [lead, guard], reachable: 'leads 1 of 2', ...waits },
  'more than are needed are as many as are needed': {
    rule: two,
    knows: [lead, secondLead, thirdLead],
    reachable: 'leads 2 of 2',
    ...waits,
  },
  'who asks does not count': { rule: two, asks: lead, knows: [lead, secondLead], reachable: 'leads 1 of 2', ...waits },
  'who could be the one who asks does not count': {
    knows: [as(lead, { employee_id: undefined })],
    reachable: 'leads 0 of 1',
    ...waits,
  },
  'one person by two accounts is one': {
    rule: two,
    knows: [lead, as(lead, { sub: 'acme-E2-admin' })],
    reachable: 'leads 1 of 2',
    ...waits,
  },
  'one person who fits both parts fills one': {
    rule: both,
    knows: [leadAndGuard],
    reachable: 'leads 1 of 1 · security 0 of 1',
    ...waits,
  },
  'and with somebody else they fill the other': {
    rule: both,
    knows: [leadAndGuard, lead],
    reachable: 'leads 1 of 1 · security 1 of 1',
    ...waits,
  },
  'who is excluded cannot be reached': {
    rule: 'approvers: { group: leads, exclude: "approver.claims.contractor != false" }',
    knows: [as(lead, { contractor: true }), secondLead, as(thirdLead, { contractor: false })],
    reachable: 'leads 1 of 1',
    ...waits,
  },
  'whom the policy no longer admits cannot be reached': {
    knows: [as(lead, { org: 'elsewhere' })],
    reachable: 'leads 0 of 1',
    ...waits,
  },
  'how many are needed for what is asked is what they are told of': {
    rule: 'approvers: { group: leads, quorum: "size(params.repo.split(\',\'))" }',
    url: 'https://github.example/acme/a,b,c/settings/delete',
    knows: [lead, secondLead, developer, employee('E8', [])],
    reachable: 'leads 2 of 3',
    ...waits,
  },
})

policyChecks({
  'three of a list of two': {
    file: few,
    rule: 'approvers: { group: leads, quorum: 3 }',
    fault: /rules\.0\.approvers cannot be reached: they need 3, and of those named 2 could ever count/,
  },
  'two parts that need three, over the same two': {
    file: few,
    rule: 'approvers: { all: [{ group: leads, quorum: 2 }, { group: founders }] }',
    fault: /rules\.0\.approvers cannot be reached: they need 3, and of those named 2 could ever count/,
  },
  'two people of one provider, where providers have to differ': {
    file: few,
    rule: 'approvers: { group: leads, quorum: 2, distinct_issuers: true }',
    fault: /rules\.0\.approvers cannot be reached: they need 2, and of those named 1 could ever count/,
  },
  'two people of two providers that number their people apart': {
    file: twoIssuers(),
    rule: 'approvers: { group: [leads, partner leads], quorum: 2, distinct_issuers: true }',
    fault: /rules\.0\.approvers cannot be reached: they need 2, and of those named 1 could ever count/,
  },
  'a list of whom all are excluded': {
    file: few,
    rule: 'approvers: { group: leads, exclude_groups: [founders] }',
    fault: /rules\.0\.approvers cannot be reached: they need 1, and of those named 0 could ever count/,
  },
})
