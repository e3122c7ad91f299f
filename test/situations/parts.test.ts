import { yes } from './answer.ts'
import { as, employee, guard, lead, leadAndGuard, partnerLead, secondLead } from './cast.ts'
import { twoIssuers } from './policy.ts'
import { policyChecks } from './policy-check.ts'
import { refused, situations } from './situation.ts'

const both = `
approvers:
  all:
    - { group: leads }
    - { group: security }`
const onDuty = `
approvers:
  all:
    - { name: Leads, group: leads, quorum: 2 }
    - { name: Security on duty, group: security, when: "approver.claims.on_duty == true" }`
const twoProviders = 'approvers: { group: [leads, partner leads], quorum: 2, distinct_issuers: true }'
const oneNumbering = twoIssuers({ also: 'person_namespace: staff' })

situations({
  'one of each part': { rule: both, answers: [yes(lead), yes(guard)], ends: 'released' },
  'two of one part do not make up for the other': {
    rule: both,
    answers: [yes(lead), yes(secondLead)],
    ends: 'quorum_missing',
    counted: 'leads 1 of 1 · security 0 of 1',
  },
  'one person fills two groups: alone they are one of two': {
    rule: both,
    answers: [yes(leadAndGuard)],
    ends: 'quorum_missing',
    counted: 'leads 1 of 1 · security 0 of 1',
  },
  'one person fills two groups: nor are they two by two accounts, each in one of the groups': {
    rule: both,
    answers: [yes(lead), yes(as(guard, { employee_id: 'E2' }))],
    ends: 'quorum_missing',
    counted: 'leads 1 of 1 · security 0 of 1',
  },
  'one person fills two groups: they count where they are needed, whoever comes first': {
    rule: both,
    answers: [yes(leadAndGuard), yes(lead)],
    ends: 'released',
    counted: 'leads 1 of 1 · security 1 of 1',
  },
  'one person fills two groups: and the other way round': {
    rule: both,
    answers: [yes(guard), yes(leadAndGuard)],
    ends: 'released',
  },
  'two people who fill both groups are one of each': {
    rule: both,
    answers: [yes(leadAndGuard), yes(employee('E8', ['security', 'platform-leads']))],
    ends: 'released',
  },
  'a part with a group and a condition: who is in the group and not on duty': {
    rule: onDuty,
    answers: [yes(lead), yes(secondLead), refused('approver_not_allowed', yes(guard, { on_duty: false }))],
    ends: 'quorum_missing',
    counted: 'Leads 2 of 2 · Security on duty 0 of 1',
  },
  'a part with a group and a condition: who is on duty and not in the group counts for nothing there': {
    rule: onDuty,
    answers: [yes(lead, { on_duty: true }), yes(secondLead, { on_duty: true })],
    ends: 'quorum_missing',
    counted: 'Leads 2 of 2 · Security on duty 0 of 1',
  },
  'a part with a group and a condition: both hold': {
    rule: onDuty,
    answers: [yes(lead), yes(guard, { on_duty: true }), yes(secondLead)],
    ends: 'released',
  },
  'two of one provider where providers have to differ': {
    file: oneNumbering,
    rule: twoProviders,
    answers: [yes(lead), yes(secondLead)],
    ends: 'quorum_missing',
    counted: 'leads or partner leads 1 of 2',
  },
  'one of each provider where providers have to differ': {
    file: oneNumbering,
    rule: twoProviders,
    answers: [yes(lead), yes(secondLead), yes(partnerLead)],
    ends: 'released',
  },
  'one person at both providers is one, though providers differ': {
    file: oneNumbering,
    rule: twoProviders,
    answers: [yes(lead), yes(partnerLead, { employee_id: 'E2' })],
    ends: 'quorum_missing',
  },
})

policyChecks({
  'a part beside "all" is a fault: it would look as if it counted': {
    rule: `${both}\n  quorum: 2`,
    fault: /rules\.0\.approvers\.quorum belongs into one of the parts/,
  },
  'parts of one name are a fault: people could not tell who is waited for': {
    rule: `${both}\n    - { group: leads }`,
    fault: /rules\.0\.approvers\.all\.2 is called "leads", like one before it/,
  },
  'a part that asks for nothing is a fault': {
    rule: 'approvers: { quorum: 2 }',
    fault: /rules\.0\.approvers needs "group" or "when"/,
  },
})
