import { expect, test } from 'vitest'
import { readPolicySource } from '../read-source.ts'
import { readCases } from './cases.ts'
import { readHar } from './har.ts'
import { runCase } from './run-case.ts'
import { tallyOf } from './tally.ts'

const policyText = `organisation: Acme
version: 1
valid_until: 2099-12-31
issuers:
  - issuer: https://login.acme.example
    clients: { extension: e, app: a, approver: p }
    members: "true"
    identity: { subject: sub, person: employee_id, name: name, groups: groups }
rules:
  - id: drop-table
    console: Database
    match: { method: POST, url: "https://db.example/tables/:table", body: { json: { "/op": delete } } }
    summary: "Drop the table {table}"
    approvers: { when: "'dbas' in approver.groups" }
  - id: tried
    monitor: true
    console: Database
    match: { method: GET, url: "https://db.example/tables/users", no_method_override: true }
    summary: "Look"
    approvers: { when: "'dbas' in approver.groups" }
`
const policy = readPolicySource('policy.yaml', policyText)

const cases = `people:
  ada: { sub: a, employee_id: 1, groups: [dbas] }
  ben: { sub: b, employee_id: 2, groups: [dbas] }
  cleo: { sub: c, employee_id: 3 }
cases:
  - request: { method: post, url: "https://db.example/tables/orders", body: { op: delete } }
    requester: ben
    expect: { rule: drop-table, params: { table: orders }, approvers: [ada] }
  - request: { method: POST, url: "https://db.example/tables/orders", body: { op: show } }
    expect: { rule: none, params: {}, approvers: [] }
`

test('a case that is as expected has no differences', async () => {
  expect((await resultsOf(cases)).map(({ differences }) => differences)).toEqual([[], []])
})

test('one that is not says at which line, and what was found instead', async () => {
  const wrong = cases
    .replace('table: orders', 'table: users')
    .replace('[ada]', '[ada, ben]')
    .replace('op: show', 'op: delete')
  expect(await resultsOf(wrong)).toEqual([
    {
      place: 'policy.test.yaml:6:5',
      request: 'POST https://db.example/tables/orders',
      differences: [
        { what: 'params', expected: 'table = users', found: 'table = orders' },
        { what: 'approvers', expected: 'ada, ben', found: 'ada' },
      ],
    },
    {
      place: 'policy.test.yaml:9:5',
      request: 'POST https://db.example/tables/orders',
      differences: [
        { what: 'rule', expected: 'none', found: 'drop-table' },
        { what: 'params', expected: 'none', found: 'table = orders' },
        { what: 'approvers', expected: 'nobody', found: 'ada, ben' },
      ],
    },
  ])
})

test('a rule that does not count then, or for who asks, holds nothing', async () => {
  const counting = policyText.replace(
    '  - id: drop-table\n',
    `  - id: drop-table
    when: "'dbas' in requester.groups || !inWindow(time, 'Mon-Fri 08:00-18:00', 'UTC')"\n`,
  )
  const request = 'request: { method: POST, url: "https://db.example/tables/orders", body: { op: delete } }'
  const text = (who: string, at: string, rule: string) => `people:
  ada: { sub: "1", employee_id: e1, email: ada@acme.example, groups: [staff] }
  ben: { sub: "2", employee_id: e2, email: ben@acme.example, groups: [dbas] }
cases:
  - ${request}
    requester: ${who}
    at: ${at}
    expect: { rule: ${rule} }
`
  const differences = async (...given: Parameters<typeof text>) =>
    (await resultsOf(text(...given), counting)).flatMap((result) => result.differences)
  expect(await differences('ada', '2026-03-02T09:30Z', 'none')).toEqual([])
  expect(await differences('ada', '2026-03-02T20:30+01:00', 'drop-table')).toEqual([])
  expect(await differences('ben', '2026-03-02T09:30Z', 'drop-table')).toEqual([])
  await expect(resultsOf(text('ada', '2026-13-02T09:30Z', 'none'), counting)).rejects.toThrow('is no time')
})

test('without people a list of cases is enough', async () => {
  const list = `- request: { method: GET, url: "https://db.example/" }\n  expect: { rule: none }\n`
  expect(await resultsOf(list)).toMatchObject([{ place: 'policy.test.yaml:1:3', differences: [] }])
})

test.each([
  ['a misspelt member', cases.replace('expect:', 'expects:'), /^policy\.test\.yaml:6:5 cases\.0 /],
  ['somebody who is not there', cases.replace('[ada]', '[dan]'), /^policy\.test\.yaml:6:5 "dan" is not among/],
  ['nothing', '', /^policy\.test\.yaml:1:1 /],
])('%s is an error with its place', (_, text, message) => {
  expect(() => readCases('policy.test.yaml', text)).toThrow(message)
})

const secret = 'hunter2'
const post = (postData: object | undefined, bodySize = 0) => ({
  request: {
    method: 'POST',
    url: `https://db.example/tables/orders?token=${secret}`,
    headers: [
      { name: ':authority', value: 'db.example' },
      { name: 'cookie', value: secret },
    ],
    bodySize,
    postData,
  },
})
const har = JSON.stringify({
  log: {
    entries: [
      post({ mimeType: 'application/json', text: `{"op":"delete","password":"${secret}"}` }),
      post({ mimeType: 'application/json', text: '{"op":"show"}' }),
      post(undefined, 100),
      { request: { method: 'GET', url: 'https://db.example/tables/orders' } },
      { request: { method: 'GET', url: 'https://db.example/tables/users' } },
      { request: { method: 'GET', url: 'https://db.example/tables/users' } },
    ],
  },
})

test('of a recording it says what each rule would have held, and what not', async () => {
  const example = 'POST https://db.example/tables/orders'
  expect(await tallyOf(policy, readHar('day.har', har))).toEqual([
    { what: 'drop-table', count: 1, examples: [example] },
    { what: 'recorded by tried', count: 2, examples: ['GET https://db.example/tables/users'] },
    { what: 'body not recorded', count: 1, examples: [example] },
    { what: 'looked into, let through', count: 1, examples: [example] },
    { what: 'goes on untouched', count: 1, examples: ['GET https://db.example/tables/orders'] },
  ])
})

test('nothing of a header, a query or a body is in what it says', async () => {
  expect(har).toContain(secret)
  expect(JSON.stringify(await tallyOf(policy, readHar('day.har', har)))).not.toContain(secret)
})

test.each(['', '{}', '{"log":{"entries":[{}]}}'])('%s is no recording', (text) => {
  expect(() => readHar('day.har', text)).toThrow(/is no HAR file/)
})

async function resultsOf(text: string, by = policyText) {
  const { cases, people } = readCases('policy.test.yaml', text)
  return Promise.all(cases.map((one) => runCase(readPolicySource('policy.yaml', by), one, people)))
}
