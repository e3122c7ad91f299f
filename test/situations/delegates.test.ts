import { no, yes } from './answer.ts'
import { acme, as, developer, employee, guard, lead, secondLead, thirdLead } from './cast.ts'
import { policyChecks } from './policy-check.ts'
import { refused, situations } from './situation.ts'

// Everything is asked for on Friday, the 15th of January 2027, at 8 in UTC, by E1 where nobody else is said to.

const account = (subject: string) => `{ issuer: ${acme}, subject: ${subject} }`
const away = (from: string, to: string, days = 'since: 2027-01-11, until: 2027-01-15') =>
  `  - { from: ${account(from)}, to: ${account(to)}, ${days} }`
const file = (...delegates: string[]) => `
groups:
  leads: { issuer: ${acme}, value: platform-leads }
  founders: { people: [${account('E2')}, ${account('E3')}] }
  duty: { rota: [{ group: founders, window: "Fri 09:00-10:00", zone: Europe/Berlin }] }
  suspended: { people: [${account('E2')}] }
delegates:
${delegates.join('\n')}`
const rule = 'approvers: { group: founders }'
const two = 'approvers: { group: founders, quorum: 2 }'
const deputy = employee('E8', [])
const other = employee('E9', [])
const notAllowed = 'approver_not_allowed'

situations({
  'who is away is represented by their delegate': {
    rule,
    file: file(away('E2', 'E8')),
    answers: [refused(notAllowed, yes(other)), yes(deputy)],
    ends: 'released',
  },
  'the delegate may refuse as well': {
    rule,
    file: file(away('E2', 'E8')),
    answers: [no(deputy)],
    ends: 'request_denied',
  },
  'who is away may still decide': { rule, file: file(away('E2', 'E8')), answers: [yes(lead)], ends: 'released' },
  'who is on duty is represented, too': {
    rule: 'approvers: { group: duty }',
    file: file(away('E2', 'E8')),
    answers: [yes(deputy)],
    ends: 'released',
  },
  'from the first moment of the first day': {
    rule,
    file: file(away('E2', 'E8', 'since: 2027-01-15, until: 2027-01-15, zone: Asia/Tokyo')),
    answers: [yes(deputy)],
    ends: 'released',
  },
  'the day before, nobody': {
    rule,
    file: file(away('E2', 'E8', 'since: 2027-01-16, until: 2027-01-20')),
    answers: [refused(notAllowed, yes(deputy))],
    ends: 'quorum_missing',
  },
  'the day after, nobody any more': {
    rule,
    file: file(away('E2', 'E8', 'since: 2027-01-11, until: 2027-01-14')),
    answers: [refused(notAllowed, yes(deputy)), refused(notAllowed, no(deputy))],
    ends: 'quorum_missing',
  },
  'who asks has their own delegate approve': {
    rule,
    file: file(away('E2', 'E8')),
    asks: lead,
    answers: [refused('approver_is_delegate', yes(deputy)), yes(secondLead)],
    ends: 'released',
  },
  'who asks has their own delegate approve, who might without that': {
    rule,
    file: file(away('E2', 'E3')),
    asks: lead,
    answers: [refused('approver_is_delegate', yes(secondLead))],
    ends: 'quorum_missing',
  },
  'who asks has their own delegate refuse': {
    rule,
    file: file(away('E2', 'E8')),
    asks: lead,
    answers: [refused('approver_is_delegate', no(deputy)), yes(secondLead)],
    ends: 'released',
  },
  'who asks by another account has their own delegate approve': {
    rule,
    file: file(away('E2', 'E8')),
    asks: as(lead, { sub: 'acme-admin-2' }),
    answers: [refused('approver_is_delegate', yes(deputy))],
    ends: 'quorum_missing',
  },
  'the delegate asks, and approves in the other’s place': {
    rule,
    file: file(away('E2', 'E8')),
    asks: deputy,
    answers: [refused('approver_is_requester', yes(deputy)), yes(lead)],
    ends: 'released',
  },
  'one delegate asks, and the other approves': {
    rule,
    file: file(away('E2', 'E8'), away('E2', 'E9')),
    asks: deputy,
    answers: [yes(other)],
    ends: 'released',
  },
  'somebody and their delegate are not two': {
    rule: two,
    file: file(away('E2', 'E8')),
    answers: [yes(lead), yes(deputy)],
    ends: 'quorum_missing',
    counted: 'founders 1 of 2',
  },
  'somebody and their delegate are not two, though each may': {
    rule: two,
    file: file(away('E2', 'E3')),
    answers: [yes(lead), yes(secondLead)],
    ends: 'quorum_missing',
    counted: 'founders 1 of 2',
  },
  'nor in two parts': {
    rule: 'approvers: { all: [{ group: founders }, { group: leads }] }',
    file: file(away('E2', 'E4')),
    answers: [yes(lead), yes(thirdLead)],
    ends: 'quorum_missing',
    counted: 'founders 1 of 1 · leads 0 of 1',
  },
  'two who are not away at the time are two': {
    rule: two,
    file: file(away('E2', 'E3', 'since: 2027-01-11, until: 2027-01-14')),
    answers: [yes(lead), yes(secondLead)],
    ends: 'released',
  },
  'two delegates of one person are not two': {
    rule: two,
    file: file(away('E2', 'E8'), away('E2', 'E9')),
    answers: [yes(deputy), yes(other)],
    ends: 'quorum_missing',
    counted: 'founders 1 of 2',
  },
  'delegates of two people are two': {
    rule: two,
    file: file(away('E2', 'E8'), away('E3', 'E9')),
    answers: [yes(deputy), yes(other)],
    ends: 'released',
  },
  'one delegate of two people is one': {
    rule: two,
    file: file(away('E2', 'E8'), away('E3', 'E8')),
    answers: [yes(deputy), yes(deputy)],
    ends: 'quorum_missing',
    counted: 'founders 1 of 2',
  },
  'a group by claim is nobody’s to pass on': {
    rule: 'approvers: { group: leads }',
    file: file(away('E2', 'E8')),
    answers: [refused(notAllowed, yes(deputy))],
    ends: 'quorum_missing',
  },
  'what a condition says of who is away is nobody’s to pass on': {
    rule: `approvers: { when: "approver.person == 'E2'" }`,
    file: file(away('E2', 'E8')),
    answers: [refused(notAllowed, yes(deputy))],
    ends: 'quorum_missing',
  },
  'a condition beside the group is asked of the delegate': {
    rule: 'approvers: { group: founders, when: "approver.claims.trained == true" }',
    file: file(away('E2', 'E8')),
    answers: [refused(notAllowed, yes(deputy)), yes(as(deputy, { trained: true }))],
    ends: 'released',
  },
  'who is excluded has nobody in their place': {
    rule: 'approvers: { group: founders, exclude_groups: [suspended] }',
    file: file(away('E2', 'E8')),
    answers: [refused(notAllowed, yes(deputy)), yes(secondLead)],
    ends: 'released',
  },
  'who may be excluded, by a claim that is not known, has nobody in their place': {
    rule: 'approvers: { group: founders, exclude_groups: [leads] }',
    file: file(away('E2', 'E8')),
    answers: [refused(notAllowed, yes(deputy))],
    ends: 'quorum_missing',
  },
  'the delegate who is excluded stands in for nobody': {
    rule: 'approvers: { group: founders, exclude: "approver.person == \'E8\'" }',
    file: file(away('E2', 'E8')),
    answers: [refused(notAllowed, yes(deputy))],
    ends: 'quorum_missing',
  },
  'a delegate of whom the number is not told': {
    rule,
    file: file(away('E2', 'E8')),
    answers: [refused('approver_identity_unproven', yes(deputy, { employee_id: undefined }))],
    ends: 'quorum_missing',
  },
  'the relay tells the delegate': {
    rule,
    file: file(away('E2', 'E8')),
    knows: [developer, deputy, other, guard],
    ends: 'quorum_missing',
    reachable: 'founders 1 of 1',
  },
  'the relay does not count them for two': {
    rule: two,
    file: file(away('E2', 'E8')),
    knows: [lead, deputy],
    ends: 'quorum_missing',
    reachable: 'founders 1 of 2',
  },
  'the relay does not tell the delegate of who asks': {
    rule,
    file: file(away('E2', 'E8')),
    asks: lead,
    knows: [lead, deputy],
    ends: 'quorum_missing',
    reachable: 'founders 0 of 1',
  },
})

policyChecks({
  'two of a list of two, of whom one decides in the place of the other': {
    rule: two,
    file: file(away('E2', 'E3')),
    warning:
      /delegates\.0 leaves too few for delete-repo from 2027-01-11 to 2027-01-15: in that time E2 and E3 count as one/,
  },
  'a chain is a fault': {
    rule,
    file: file(away('E2', 'E3'), away('E3', 'E8')),
    fault: /delegates\.0\.to has a delegate too in that time \(delegates\.1\), and what is passed on goes no further/,
  },
  'one in the place of nobody whom a list names is a fault': {
    rule,
    file: file(away('E4', 'E8')),
    fault: /delegates\.0\.from is in no group of "people", so nobody could decide in the place of E4/,
  },
  'an end before the beginning is a fault': {
    rule,
    file: file(away('E2', 'E8', 'since: 2027-01-11, until: 2027-01-10')),
    fault: /delegates\.0\.until is before "since"/,
  },
})
