import { no, yes } from './answer.ts'
import { acme, developer, employee, lead, secondLead, thirdLead } from './cast.ts'
import { policyChecks } from './policy-check.ts'
import { refused, situations } from './situation.ts'

// Everything is asked for on Friday, the 15th of January 2027, at 9 in Berlin.

const zone = 'zone: Europe/Berlin'
const duty = (...turns: string[]) => `
groups:
  leads: { issuer: ${acme}, value: platform-leads }
  duty:
    rota:
${turns.map((turn) => `      - { ${turn}, ${zone} }`).join('\n')}`
const person = (number: string) => `people: [{ issuer: ${acme}, subject: ${number} }]`
const byDay = duty('group: leads, window: "Mon-Fri 08:00-18:00"', `${person('E3')}, window: "Mon-Fri 18:00-08:00"`)
const rule = 'approvers: { group: duty }'
const other = employee('E8', [])

situations({
  'who is on duty': { rule, file: byDay, answers: [yes(lead)], ends: 'released' },
  'who is not on duty': {
    rule,
    file: duty(`${person('E2')}, window: "Fri 08:00-09:00"`, `${person('E3')}, window: "Fri 09:00-10:00"`),
    answers: [refused('approver_not_allowed', yes(lead)), yes(secondLead)],
    ends: 'released',
  },
  'who comes on duty after it was asked': {
    rule,
    file: duty(`${person('E2')}, window: "Fri 09:01-10:00"`),
    answers: [{ ...refused('approver_not_allowed', yes(lead)), at: 300 }],
    ends: 'quorum_missing',
  },
  'who goes off duty before they say yes': {
    rule,
    file: duty(`${person('E2')}, window: "Fri 08:00-09:01"`),
    answers: [{ ...yes(lead), at: 300 }],
    ends: 'released',
  },
  'nobody is on duty': {
    rule,
    file: duty('group: leads, window: "Sat,Sun"'),
    answers: [refused('approver_not_allowed', yes(lead)), refused('approver_not_allowed', no(secondLead))],
    ends: 'quorum_missing',
  },
  'who is on duty asks': {
    rule,
    file: byDay,
    asks: lead,
    answers: [refused('approver_is_requester', yes(lead)), yes(secondLead)],
    ends: 'released',
  },
  'on duty in a group that their token does not tell': {
    rule,
    file: byDay,
    answers: [refused('approver_not_allowed', yes(lead, { groups: undefined }))],
    ends: 'quorum_missing',
  },
  'on duty, and listed by a number that their token does not tell': {
    rule,
    file: duty(`${person('E2')}, window: "Fri"`),
    answers: [refused('approver_identity_unproven', yes(lead, { employee_id: undefined }))],
    ends: 'quorum_missing',
  },
  'who is on duty may not, where they are excluded': {
    rule: 'approvers: { group: leads, exclude_groups: [duty] }',
    file: duty(`${person('E2')}, window: "Fri"`),
    answers: [refused('approver_not_allowed', yes(lead)), yes(thirdLead)],
    ends: 'released',
  },
  'and may, where the duty that excludes them is on another day': {
    rule: 'approvers: { group: leads, exclude_groups: [duty] }',
    file: duty(`${person('E2')}, window: "Sat"`),
    answers: [yes(lead)],
    ends: 'released',
  },
  'one person in two turns is one': {
    rule: 'approvers: { group: duty, quorum: 2 }',
    file: duty(`${person('E2')}, window: "Fri"`, 'group: leads, window: "Fri"'),
    answers: [yes(lead), yes(lead)],
    ends: 'quorum_missing',
    counted: 'duty 1 of 2',
  },
  'the relay tells those who are on duty': {
    rule,
    file: byDay,
    knows: [lead, developer, other],
    ends: 'quorum_missing',
    reachable: 'duty 1 of 1',
  },
})

policyChecks({
  'a rota that leads to a rota is a fault': {
    rule,
    file: duty('group: duty, window: "Mon"'),
    fault: /groups\.duty\.rota\.0\.group names "duty", which is a rota itself/,
  },
  'two who are never on duty at once cannot both say yes': {
    rule: 'approvers: { group: duty, quorum: 2 }',
    file: duty(`${person('E2')}, window: "Mon"`, `${person('E3')}, window: "Tue"`),
    fault: /they need 2, and of those named 1 could count at any one time/,
  },
})
