import { created } from '@countersign/shared/vectors/example.ts'
import { yes } from './answer.ts'
import { lead, secondLead } from './cast.ts'
import { policyChecks } from './policy-check.ts'
import { refused, situations } from './situation.ts'

const short = 'approvers: { group: leads }\nexpires: 2m\nexecute_within: 30s'
const twoLeads = 'approvers: { group: leads, quorum: 2 }\nexpires: 10m\nexecute_within: 30s'
const at = (afterAsking: number) => created / 1000 + afterAsking

situations({
  'a yes in the last second': { rule: short, answers: [{ ...yes(lead), at: 120 }], ends: 'released' },
  'a yes a second too late': {
    rule: short,
    answers: [refused('evidence_too_late', { ...yes(lead), at: 121 })],
    ends: 'quorum_missing',
  },
  'a yes of the future': {
    answers: [refused('evidence_from_future', yes(lead, { iat: at(180), exp: at(480) }))],
    ends: 'quorum_missing',
  },
  'a yes whose token has run out when it arrives': {
    answers: [refused('token_expired', yes(lead, { iat: at(10), exp: at(20) }))],
    ends: 'quorum_missing',
  },
  'approved in time, and run in time': {
    rule: short,
    answers: [{ ...yes(lead), at: 20 }],
    releasesAt: 50,
    ends: 'released',
  },
  'approved in time, and run too late': {
    rule: short,
    answers: [{ ...yes(lead), at: 20 }],
    releasesAt: 51,
    ends: 'release_window_over',
  },
  'approved in the last second, and run after it': {
    rule: short,
    answers: [{ ...yes(lead), at: 120 }],
    releasesAt: 121,
    ends: 'release_expired',
  },
  'the time for running begins with the last yes that was needed': {
    rule: twoLeads,
    answers: [
      { ...yes(lead), at: 20 },
      { ...yes(secondLead), at: 300 },
    ],
    releasesAt: 330,
    ends: 'released',
  },
  'and a yes that was not needed does not make it longer': {
    rule: short,
    answers: [
      { ...yes(lead), at: 20 },
      { ...yes(secondLead), at: 45 },
    ],
    releasesAt: 60,
    ends: 'release_window_over',
  },
  'a policy that ran out meanwhile releases nothing': {
    // The request is made in January 2027.
    file: 'valid_until: 2027-01-14',
    answers: [yes(lead)],
    ends: 'policy_expired',
  },
})

policyChecks({
  'a day that is not in the calendar is a fault': {
    file: 'valid_until: 2027-02-30',
    fault: /valid_until is not a date/,
  },
  'a request that waits for longer than a day is a fault': {
    rule: 'approvers: { group: leads }\nexpires: 48h',
    fault: /rules\.0\.expires must be <= 86400/,
  },
})
