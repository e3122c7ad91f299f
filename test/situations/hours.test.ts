import { no, yes } from './answer.ts'
import { employee, lead, secondLead } from './cast.ts'
import { policyChecks } from './policy-check.ts'
import { refused, situations } from './situation.ts'

// Everything is asked for on Friday, the 15th of January 2027, at 9 in Berlin.

const when = (condition: string) => `approvers: { group: leads, when: "${condition}" }`
const hours = (windows: string, zone = 'Europe/Berlin') => when(`inWindow(time, '${windows}', '${zone}')`)
const notAllowed = (who = lead) => refused('approver_not_allowed', yes(who))
const byShift = when("inWindow(time, approver.claims.shift, 'Europe/Berlin')")
const shift = (text: string) => employee('E9', ['platform-leads'], { shift: text })

situations({
  'asked for in working hours': { rule: hours('Mon-Fri 08:00-18:00'), answers: [yes(lead)], ends: 'released' },
  'asked for before working hours': {
    rule: hours('Mon-Fri 10:00-18:00'),
    answers: [notAllowed()],
    ends: 'quorum_missing',
  },
  'asked for in working hours, and approved after them': {
    rule: hours('Fri 08:00-09:01'),
    answers: [{ ...yes(lead), at: 300 }],
    ends: 'released',
  },
  'asked for a minute before working hours, and approved in them': {
    rule: hours('Fri 09:01-18:00'),
    answers: [{ ...notAllowed(), at: 300 }],
    ends: 'quorum_missing',
  },
  'it is night elsewhere': {
    rule: hours('Mon-Fri 08:00-18:00', 'America/New_York'),
    answers: [notAllowed()],
    ends: 'quorum_missing',
  },
  'nobody may say no either, outside of the hours': {
    rule: hours('Sat,Sun'),
    answers: [refused('approver_not_allowed', no(lead))],
    ends: 'quorum_missing',
  },
  'a shift that the token says': { rule: byShift, answers: [yes(shift('Fri 06:00-14:00'))], ends: 'released' },
  'another shift': { rule: byShift, answers: [notAllowed(shift('Fri 14:00-22:00'))], ends: 'quorum_missing' },
  'a shift that nobody can read is unknown': {
    rule: byShift,
    answers: [notAllowed(shift('all of it'))],
    ends: 'quorum_missing',
  },
  'nor does what nobody can read exclude less': {
    rule: `approvers: { group: leads, exclude: "inWindow(time, approver.claims.leave, 'UTC')" }`,
    answers: [refused('approver_not_allowed', yes(lead, { leave: 'until Monday' }))],
    ends: 'quorum_missing',
  },
  'two are needed on a Friday': {
    rule: `approvers: { group: leads, quorum: "weekday(time, 'Europe/Berlin') == 'Fri' ? 2 : 1" }`,
    answers: [yes(lead)],
    ends: 'quorum_missing',
    counted: 'leads 1 of 2',
  },
  'and two are two': {
    rule: `approvers: { group: leads, quorum: "weekday(time, 'Europe/Berlin') == 'Fri' ? 2 : 1" }`,
    answers: [yes(lead), yes(secondLead)],
    ends: 'released',
  },
  'the relay tells those whom the hour lets decide, and no others': {
    rule: byShift,
    knows: [shift('Fri 06:00-14:00'), employee('E8', ['platform-leads'], { shift: 'Fri 14:00-22:00' })],
    ends: 'quorum_missing',
    reachable: 'leads 1 of 1',
  },
})

policyChecks({
  'a window that there is not is a fault, with its place': {
    rule: hours('Mon-Fri 8-18'),
    fault: /rules\.0\.approvers\.when the window says “8-18”/,
  },
  'a zone that there is not is a fault': {
    rule: hours('Mon-Fri', 'Berlin'),
    fault: /“Berlin” is no time zone/,
  },
})
