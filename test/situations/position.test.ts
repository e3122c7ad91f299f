import type { Position } from '@countersign/shared/protocol'
import { alone, me, no, yes, yesFrom } from './answer.ts'
import { developer, lead, secondLead } from './cast.ts'
import { policyChecks } from './policy-check.ts'
import { refused, situations } from './situation.ts'

// A rule that asks whoever approves where they are. Nobody vouches for what they say.

const asking = (position: string, besides = '') => `approvers: { group: leads }\nposition: ${position}${besides}`
const anywhere = asking('{}')
const office = asking('{ accuracy: 200, within: [{ name: Head office, at: [48.137, 11.575], km: 2 }] }')

const city: Position = { latitude: 481_400, longitude: 115_800, accuracy: 1_000 }
const desk: Position = { latitude: 481_371, longitude: 115_752, accuracy: 25 }
const away: Position = { latitude: 525_200, longitude: 134_050, accuracy: 25 }

const two = (one: string, other: string) => `rules:
  - id: delete-repo
    console: GitHub
    match: { method: POST, url: "https://github.example/:owner/:repo/settings/delete" }
    summary: "Delete {owner}/{repo}"
    ${one}
  - id: everything
    console: GitHub
    match: { method: POST, url: "https://github.example/*" }
    summary: Change something
    ${other}`

situations({
  'any position is asked for, and one is said': { rule: anywhere, answers: [yesFrom(lead, city)], ends: 'released' },
  'one is asked for, and none is said': {
    rule: anywhere,
    answers: [refused('position_missing', yes(lead))],
    ends: 'quorum_missing',
  },
  'none is asked for, and one is said: nobody’s place is collected for nothing': {
    rule: 'approvers: { group: leads }',
    answers: [refused('position_unasked', yesFrom(lead, city))],
    ends: 'quorum_missing',
  },
  'any is asked for, and it is said more exactly than anybody needs': {
    rule: anywhere,
    answers: [refused('position_too_fine', yesFrom(lead, desk))],
    ends: 'quorum_missing',
  },
  'at the office, where the office is asked for': { rule: office, answers: [yesFrom(lead, desk)], ends: 'released' },
  'in another city': {
    rule: office,
    answers: [refused('position_elsewhere', yesFrom(lead, away))],
    ends: 'quorum_missing',
  },
  'at the office, by a phone that is not sure': {
    rule: office,
    answers: [refused('position_inaccurate', yesFrom(lead, { ...desk, accuracy: 201 }))],
    ends: 'quorum_missing',
  },
  'two have to approve, and each says where they are': {
    rule: anywhere.replace('group: leads', 'group: leads, quorum: 2'),
    answers: [yesFrom(lead, city), refused('position_missing', yes(secondLead))],
    ends: 'quorum_missing',
  },
  'who denies is not asked': { rule: office, answers: [no(lead)], ends: 'request_denied' },
  'who asks cannot approve it from anywhere': {
    rule: anywhere,
    answers: [refused('approver_is_requester', yesFrom(developer, city))],
    ends: 'quorum_missing',
  },
  'who asks goes without approval, and is not asked where': {
    rule: asking('{}', '\nbreak_glass: { when: "\'developers\' in requester.groups", acr: [phrh] }'),
    answers: [alone(developer, { acr: 'phrh' })],
    ends: 'released',
  },
  'by one rule any position, by another at the office': {
    file: two('approvers: { group: leads }\n    position: {}', office.replaceAll('\n', '\n    ')),
    answers: [refused('position_elsewhere', yesFrom(lead, away)), yesFrom(secondLead, desk)],
    ends: 'released',
  },
  'by one rule none, by another at the office': {
    file: two('approvers: { group: leads }', office.replaceAll('\n', '\n    ')),
    answers: [refused('position_missing', yes(lead)), yesFrom(secondLead, desk)],
    ends: 'released',
  },
  'two rules whose circles do not meet: nobody can be in both': {
    file: two(
      office.replaceAll('\n', '\n    '),
      'approvers: { group: leads }\n    position: { within: [{ at: [52.52, 13.405], km: 20 }] }',
    ),
    answers: [
      refused('position_elsewhere', yesFrom(lead, desk)),
      refused('position_elsewhere', yesFrom(secondLead, away)),
    ],
    ends: 'quorum_missing',
  },
  'a confirm, where the rule asks for approvers who say where they are': {
    rule: anywhere,
    answers: [refused('decision_not_asked', me(developer))],
    ends: 'quorum_missing',
  },
})

policyChecks({
  'who confirms alone is not asked where they are': {
    rule: 'self_confirm: true\nposition: {}',
    fault: /rules\.0\.position stands beside "approvers"/,
  },
  'a latitude and a longitude the other way round': {
    rule: asking('{ within: [{ at: [151.21, -33.87], km: 5 }] }'),
    fault: /rules\.0\.position\.within\.0\.at\.0 151\.21 is no latitude/,
  },
  'a circle of 0 km': {
    rule: asking('{ within: [{ at: [48.1, 11.5], km: 0 }] }'),
    fault: /rules\.0\.position\.within\.0\.km is too small/,
  },
  'circles, and no word of how exact it has to be': {
    rule: asking('{ within: [{ at: [48.1, 11.5], km: 5 }] }'),
    warning: /however uncertain it is/,
  },
})
