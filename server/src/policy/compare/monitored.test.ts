import type { Policy } from '@countersign/shared/policy'
import type { Claims } from '@countersign/shared/protocol'
import { describe, expect, test } from 'vitest'
import { asApprover } from '../../identity/people.ts'
import type { MonitoredToReplay } from '../../monitor/store.ts'
import { readPolicySource } from '../read-source.ts'
import { monitoredHistoryOf } from './monitored-history.ts'
import { monitoredWords } from './monitored-words.ts'
import { replayMonitored } from './replay-monitored.ts'

const iss = 'https://login.acme.example'
const byLeads = `approvers: { when: "'leads' in approver.groups" }`
const team = 'method: DELETE, url: "https://admin.example/teams/:team"'
const drop = 'method: POST, url: "https://db.example/sql", body: { form: { op: drop } }'

type Written = { readonly match: string; readonly monitor?: true; readonly who?: string }

function policyOf(rules: Readonly<Record<string, Written>>): Policy {
  const text = Object.entries(rules).map(
    ([id, { match, monitor, who = byLeads }]) => `  - id: ${id}
    console: Admin
    match: { ${match} }
    summary: "Do it"
    ${monitor === undefined ? '' : 'monitor: true'}
    ${who}
`,
  )
  return readPolicySource(
    'policy.yaml',
    `organisation: Acme
version: 1
valid_until: 2099-12-31
issuers:
  - issuer: ${iss}
    clients: { extension: e, app: a, approver: p }
    members: "true"
    identity: { subject: sub, person: employee_id, name: name, groups: groups }
rules:
${text.join('')}`,
  )
}

const seen = (part: Partial<MonitoredToReplay> = {}): MonitoredToReplay => ({
  at: Date.UTC(2027, 0, 1, 10),
  person: `p:${iss}:e0`,
  policy: 'then',
  rules: ['delete-team'],
  open: false,
  method: 'DELETE',
  url: 'https://admin.example/teams/a',
  ...part,
})
const sql = { method: 'POST', url: 'https://db.example/sql', rules: ['drop-table'] }

describe('what a monitored rule recorded is held by the next policy', () => {
  const then = policyOf({
    'delete-team': { match: team, monitor: true },
    'drop-table': { match: drop, monitor: true },
  })
  const kindOf = (
    rules: Parameters<typeof policyOf>[0],
    part: Partial<MonitoredToReplay>,
    by: Policy | undefined = then,
  ) => replayMonitored(policyOf(rules), seen(part), by).kind

  const elsewhere = policyOf({ 'delete-team': { match: team, monitor: true } })

  test('where a rule over the same address holds, whatever it is called', () => {
    expect(kindOf({ 'delete-team': { match: team } }, {})).toBe('held')
    expect(kindOf({ other: { match: team } }, {}, elsewhere)).toBe('held')
    expect(
      kindOf(
        { other: { match: 'method: GET, url: "https://admin.example/x"' } },
        { method: 'GET', url: 'https://admin.example/x' },
      ),
    ).toBe('held')
  })

  test('and not where no rule does, or the rule only records still', () => {
    expect(kindOf({ other: { match: drop } }, {})).toBe('not-held')
    expect(kindOf({ 'delete-team': { match: team, monitor: true } }, {})).toBe('not-held')
  })

  test('where it goes by content, only as the same rule of then had it', () => {
    expect(kindOf({ 'drop-table': { match: drop } }, sql)).toBe('held')
    expect(kindOf({ 'drop-table': { match: drop.replace('drop', 'truncate') } }, sql)).toBe('unsure')
    expect(kindOf({ renamed: { match: drop } }, sql)).toBe('unsure')
    expect(kindOf({ 'drop-table': { match: drop } }, sql, elsewhere)).toBe('unsure')
    expect(kindOf({ 'drop-table': { match: drop } }, { ...sql, open: true })).toBe('unsure')
  })

  test('a rule that was there and did not match did not hold it either', () => {
    const both = policyOf({
      'drop-table': { match: drop, monitor: true },
      'any-sql': { match: 'method: POST, url: "https://db.example/:any"', monitor: true },
    })
    expect(kindOf({ 'drop-table': { match: drop } }, { ...sql, rules: ['any-sql'] }, both)).toBe('not-held')
    expect(kindOf({ 'drop-table': { match: drop } }, { ...sql, rules: ['any-sql', 'drop-table'] }, both)).toBe('unsure')
  })

  test('a header of which nothing is recorded is no header that was not there', () => {
    const match = `${team}, headers: { x-all: "true" }`
    expect(kindOf({ other: { match } }, {})).toBe('unsure')
  })
})

test('is counted by day, by rule and by who would have been asked, and says what the record lacks', async () => {
  const now = policyOf({
    'delete-team': { match: team },
    'drop-table': { match: drop, who: `approvers: { when: "'dbas' in approver.groups" }` },
    vacuum: { match: 'method: POST, url: "https://db.example/vacuum"', who: 'self_confirm: true' },
  })
  const day = 86_400_000
  const [first] = [seen().at]
  const past = [
    seen(),
    seen({ at: first + 1 }),
    seen({ at: first + day, person: `p:${iss}:e1` }),
    seen({ ...sql, at: first + day }),
    seen({ at: first + 2 * day - 1, method: 'POST', url: 'https://db.example/vacuum', rules: ['vacuum'] }),
    seen({ at: first + 2 * day, url: 'https://elsewhere.example/', rules: ['gone'] }),
  ]
  const history = await monitoredHistoryOf(now, past, () => undefined, people)
  expect(monitoredWords(history).join('\n')).toBe(`
Monitored rules recorded 6 requests in 2 days, of which 4 would have been held
  of 1 too little is recorded to be sure
  of 1 nobody who has signed in could have been asked

By day (UTC)     held   unsure
  2027-01-01        2        0
  2027-01-02        1        1
  2027-01-03        1        0

By rule           held
  delete-team        3
  vacuum             1

Prompts a day more, by person
  Lead                             1.0
  Requester                        0.5

Of these only who, when, method and address are recorded: no content and no header. Where a rule goes by those, the
browser’s word of then is taken for the same conditions; for others it is too little to be sure. What no rule monitored
was not recorded, so what would be held of that is not counted here.`)
})

test('says nothing where nothing was recorded', async () => {
  expect(
    monitoredWords(await monitoredHistoryOf(policyOf({ a: { match: team } }), [], () => undefined, people)),
  ).toEqual([])
})

const signedIn: Readonly<Record<string, Claims>> = {
  Lead: { sub: '1', employee_id: 'e1', groups: ['leads'] },
  Dba: { sub: '2', employee_id: 'e2', groups: ['dbas'] },
}
const people: Parameters<typeof monitoredHistoryOf>[3] = {
  nameOf: (key) => (key.endsWith(':e0') ? 'Requester' : key),
  whoMayDecide: (policy, rule, request) =>
    Object.entries(signedIn).flatMap(([key, claims]) =>
      asApprover(policy, rule, request, { iss, claims }) === undefined ? [] : [key],
    ),
}
