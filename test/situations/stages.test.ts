import { no, yes } from './answer.ts'
import { acme, as, developer, employee, guard, lead, leadAndGuard, secondLead } from './cast.ts'
import { policyChecks } from './policy-check.ts'
import { refused, situations } from './situation.ts'

// Everything is asked for on Friday, the 15th of January 2027, at 9 in Berlin, by E1 where nobody else is said to.

const staged = `
approvers:
  all:
    - { group: leads }
    - { group: security, stage: 2 }`
const pairFirst = `
approvers:
  all:
    - { group: leads, quorum: 2 }
    - { group: security, stage: 2 }`
const secondGuard = employee('E8', ['security'])
const knows = [developer, lead, secondLead, guard, secondGuard]
const early = 'stage_not_open'

const account = (subject: string) => `{ issuer: ${acme}, subject: ${subject} }`
const later = (groups: string, more = '') => `
groups:
  leads: { issuer: ${acme}, value: platform-leads }
  later: ${groups}
${more}`
const thenLater = 'approvers: { all: [{ group: leads }, { group: later, stage: 2 }] }'
const deputy = employee('E9', [])

situations({
  'first the one stage, then the other': {
    rule: staged,
    knows,
    answers: [yes(lead), yes(guard)],
    asked: 'E2 E3, then E6 E8',
    ends: 'released',
  },
  'the second stage approves first: that is nothing, and nothing is lost': {
    rule: staged,
    knows,
    answers: [refused(early, yes(guard)), yes(lead), yes(guard)],
    asked: 'E2 E3, then E6 E8',
    ends: 'released',
  },
  'the second stage approves first, and nobody after it': {
    rule: staged,
    answers: [refused(early, yes(guard)), yes(lead)],
    counted: 'leads 1 of 1 · security 0 of 1',
    ends: 'quorum_missing',
  },
  'the second stage says no before it is asked: it is not its turn': {
    rule: staged,
    answers: [refused(early, no(guard))],
    ends: 'quorum_missing',
  },
  'the first stage says no: the second never hears of it': {
    rule: staged,
    knows,
    answers: [no(lead)],
    asked: 'E2 E3',
    ends: 'request_denied',
  },
  'the second stage says no when it is asked': {
    rule: staged,
    answers: [yes(lead), no(guard)],
    ends: 'request_denied',
  },
  'somebody of the first stage says no after their stage has its quorum': {
    rule: staged,
    answers: [yes(lead), no(secondLead)],
    ends: 'request_denied',
  },
  'one of two is not yet the first stage': {
    rule: pairFirst,
    knows,
    answers: [yes(lead), refused(early, yes(guard))],
    asked: 'E2 E3',
    counted: 'leads 1 of 2 · security 0 of 1',
    ends: 'quorum_missing',
  },
  'one person by two accounts does not fill a stage of two': {
    rule: pairFirst,
    knows,
    answers: [yes(lead), yes(as(lead, { sub: 'acme-E2-admin' })), refused(early, yes(guard))],
    asked: 'E2 E3',
    ends: 'quorum_missing',
  },
  'one person in both stages counts for one of them': {
    rule: staged,
    knows: [lead, guard, leadAndGuard],
    answers: [yes(leadAndGuard)],
    asked: 'E2 E7, then E6',
    counted: 'leads 1 of 1 · security 0 of 1',
    ends: 'quorum_missing',
  },
  'one person in both stages counts where they are needed': {
    rule: staged,
    answers: [yes(leadAndGuard), yes(lead)],
    ends: 'released',
  },
  'who asks is asked in no stage': {
    rule: staged,
    asks: guard,
    knows,
    answers: [yes(lead), refused('approver_is_requester', yes(guard)), yes(secondGuard)],
    asked: 'E2 E3, then E8',
    ends: 'released',
  },
  'several groups of one stage are asked together, and the next once all have said yes': {
    rule: `
approvers:
  all:
    - { name: First, group: leads }
    - { name: Beside, group: leads, when: "approver.claims.senior == true" }
    - { group: security, stage: 2 }`,
    knows: [lead, as(secondLead, { senior: true }), guard],
    answers: [yes(lead), refused(early, yes(guard)), yes(secondLead, { senior: true }), yes(guard)],
    asked: 'E2 E3, then E6',
    ends: 'released',
  },
  'three stages': {
    rule: `
approvers:
  all:
    - { group: leads }
    - { name: Board, when: "approver.claims.board == true", stage: 2 }
    - { group: security, stage: 3 }`,
    knows: [guard, as(deputy, { board: true }), lead],
    answers: [yes(lead), refused(early, yes(guard)), yes(deputy, { board: true }), yes(guard)],
    asked: 'E2, then E9, then E6',
    ends: 'released',
  },
  'a delegate in the second stage is asked in their turn': {
    rule: thenLater,
    file: later(
      `{ people: [${account('E6')}] }`,
      `delegates: [{ from: ${account('E6')}, to: ${account('E9')}, since: 2027-01-11, until: 2027-01-15 }]`,
    ),
    knows: [lead, deputy],
    answers: [refused(early, yes(deputy)), yes(lead), yes(deputy)],
    asked: 'E2, then E9',
    ends: 'released',
  },
  'a rota in the second stage: who was on duty when it was asked, whenever their turn comes': {
    rule: thenLater,
    file: later(
      `{ rota: [{ people: [${account('E6')}], window: "Fri 08:00-09:01", zone: Europe/Berlin }, { people: [${account('E8')}], window: "Fri 09:01-18:00", zone: Europe/Berlin }] }`,
    ),
    knows: [lead, guard, secondGuard],
    answers: [
      { ...yes(lead), at: 300 },
      { ...refused('approver_not_allowed', yes(secondGuard)), at: 360 },
      { ...yes(guard), at: 360 },
    ],
    asked: 'E2, then E6',
    ends: 'released',
  },
  'a stage that nobody can fill is said at once, though nobody of it is asked yet': {
    rule: staged,
    knows: [lead],
    reachable: 'leads 1 of 1 · security 0 of 1',
    asked: 'E2',
    ends: 'quorum_missing',
  },
  'a stage that somebody can fill is said to be reachable before it is asked': {
    rule: staged,
    knows,
    reachable: 'leads 1 of 1 · security 1 of 1',
    ends: 'quorum_missing',
  },
  'the time is one for all stages': {
    rule: `${staged}\nexpires: 2m`,
    answers: [yes(lead), { ...refused('evidence_too_late', yes(guard)), at: 121 }],
    ends: 'quorum_missing',
  },
  'of several rules each has its own stages, and who is asked by one of them is asked': {
    file: `
rules:
  - id: staged
    console: GitHub
    match: { method: POST, url: "https://github.example/:owner/:repo/settings/delete" }
    summary: "Delete {owner}/{repo}"
    approvers: { all: [{ group: leads }, { group: security, stage: 2 }] }
  - id: at-once
    console: GitHub
    match: { method: POST, url: "https://github.example/:owner/:repo/settings/delete" }
    summary: "Delete {owner}/{repo}"
    approvers: { group: security, when: "approver.claims.on_duty == true" }`,
    knows: [lead, guard, as(secondGuard, { on_duty: true })],
    answers: [refused(early, yes(guard)), yes(secondGuard, { on_duty: true }), yes(lead)],
    asked: 'E2 E8, then E6',
    counted: 'leads 1 of 1 · security 1 of 1 · security 1 of 1',
    ends: 'released',
  },
})

policyChecks({
  'a stage is left out': {
    rule: 'approvers: { all: [{ group: leads }, { group: security, stage: 3 }] }',
    fault: /approvers\.all\.1\.stage leaves a gap: after stage 1 comes 2, and not 3/,
  },
  'there is no first stage': {
    rule: 'approvers: { all: [{ group: leads, stage: 2 }, { group: security, stage: 3 }] }',
    fault: /approvers\.all\.0\.stage is 2, and nobody is asked before: the first stage is 1/,
  },
  'the only part is of a second stage': {
    rule: 'approvers: { group: leads, stage: 2 }',
    fault: /approvers\.stage is 2, and nobody is asked before/,
  },
  'an earlier stage stands behind a later one': {
    rule: 'approvers: { all: [{ group: leads }, { group: security, stage: 2 }, { name: Others, group: leads }] }',
    fault: /approvers\.all\.2 is of stage 1 behind one of stage 2: write those first that are asked first/,
  },
  'a stage beside the list': {
    rule: 'approvers: { stage: 1, all: [{ group: leads }] }',
    fault: /approvers\.stage belongs into one of the parts/,
  },
  'two stages of the same two people, who would have to be three': {
    file: later(`{ people: [${account('E2')}, ${account('E3')}] }`),
    rule: 'approvers: { all: [{ name: First, group: later }, { name: Then, group: later, quorum: 2, stage: 2 }] }',
    fault: /cannot be reached: they need 3, and of those named 2 could ever count/,
  },
})
