import type { Policy } from '@countersign/shared/policy'
import { type ActionRequest, type Claims, makeAction, makeSalt } from '@countersign/shared/protocol'
import { expect, test } from 'vitest'
import { asApprover } from '../../identity/people.ts'
import { readPolicySource } from '../read-source.ts'
import { comparePolicies } from './compare-policies.ts'
import { differenceWords } from './difference-words.ts'
import { historyOf } from './history.ts'
import { historyWords, stagesWords } from './history-words.ts'

const source = `organisation: Acme
version: 7
valid_until: 2099-12-31
issuers:
  - issuer: https://login.acme.example
    clients: { extension: e, app: a, approver: p }
    members: "true"
    identity: { subject: sub, person: employee_id, name: name, groups: groups }
rules:
  - id: delete-user
    console: Admin
    match: { method: DELETE, url: "https://admin.example/users/:user" }
    summary: "Delete user {user}"
    approvers: { when: "'leads' in approver.groups" }
  - id: delete-team
    console: Admin
    match: { method: DELETE, url: "https://admin.example/teams/:team" }
    summary: "Delete team {team}"
    approvers: { when: "'leads' in approver.groups" }
  - id: drop-table
    console: Database
    match: { method: POST, url: "https://db.example/sql", body: { form: { op: drop } } }
    summary: "Drop a table"
    approvers: { when: "'dbas' in approver.groups" }
`
const before = read(source)
const now = read(
  source
    .replace('version: 7', 'version: 8')
    .replace('members: "true"', 'members: "claims.email_verified == true"\n    email: unique')
    .replace(`id: delete-team`, 'id: delete-group')
    .replace("'leads' in approver.groups\" }", "'leads' in approver.groups || 'dbas' in approver.groups\", quorum: 2 }")
    .replace('summary: "Drop a table"', 'summary: "Drop a table"\n    acr: [phrh]\n    expires: 5m'),
)

test('what differs is said by issuer, by rule and by member', () => {
  expect(differenceWords(comparePolicies(before, now)).join('\n')).toBe(`Version 7 → 8
~ issuer https://login.acme.example
    members: true → claims.email_verified == true
    email: unproven → unique
+ rule delete-group
- rule delete-team
~ rule delete-user
    approvers.when: 'leads' in approver.groups → 'leads' in approver.groups || 'dbas' in approver.groups
    approvers.quorum: 1 → 2
~ rule drop-table
    expires: 600 s → 300 s
    acr: ["phrh"] (new)`)
})

test('a rule that holds from now on only recorded before', () => {
  const tried = read(source.replace('id: delete-team', 'id: delete-team\n    monitor: true'))
  expect(differenceWords(comparePolicies(tried, read(source.replace('version: 7', 'version: 8'))))).toEqual([
    'Version 7 → 8',
    '~ rule delete-team',
    '    monitor: true (gone)',
  ])
})

test('a part that is asked later than before', () => {
  const parts = (more: string) =>
    read(
      source.replace(
        'approvers: { when: "\'dbas\' in approver.groups" }',
        `approvers: { all: [{ name: DBAs, when: "true" }, { name: Security, when: "true"${more} }] }`,
      ),
    )
  expect(differenceWords(comparePolicies(parts(''), parts(', stage: 2'))).slice(1)).toEqual([
    '~ rule drop-table',
    '    approvers.parts.Security.stage: 2 (new)',
  ])
})

test('a version that is not higher is said to be useless; policies that are the same have nothing else', () => {
  expect(differenceWords(comparePolicies(before, before))).toEqual([
    'Version 7 → 7: it has to be higher, or no device takes it',
    'Nothing else differs.',
  ])
})

test('another order of the same rules is a difference, and a rule in between is not', () => {
  const { rules } = before
  expect(comparePolicies(before, { ...before, rules: [...rules].reverse() }).rules.reordered).toBe(true)
  expect(comparePolicies({ ...before, rules: rules.slice(1) }, before).rules).toMatchObject({
    reordered: false,
    added: ['delete-user'],
  })
})

test('past requests are judged by both policies, and counted by rule and by who was told', async () => {
  const past = await Promise.all([
    asked('DELETE', 'https://admin.example/users/u-1', 0),
    asked('DELETE', 'https://admin.example/users/u-2', 1),
    asked('DELETE', 'https://admin.example/teams/t-1', 2),
    asked('POST', 'https://db.example/sql', 4, 'op=drop'),
  ])
  const history = await historyOf([before, now], past, people)
  expect(historyWords(history).join('\n')).toBe(`4 requests in 4 days, of which 4 would have gone differently
       2  delete-user: other approvers  (such as: Delete user u-1)
       1  delete-team → delete-group  (such as: Delete team t-1)
       1  drop-table: other acr, expires  (such as: Drop a table)

Requests by rule   before    after
  delete-group          0        1
  delete-team           1        0
  delete-user           2        2
  drop-table            1        1

Prompts a day by approver   before    after
  Dba                          0.3      0.8
  Lead                         0.8      0.8
  Unverified                   0.8      0.0`)
})

test('who comes in a later stage is counted at the most, and that is said', async () => {
  const staged = read(
    source.replace(
      `{ when: "'dbas' in approver.groups" }`,
      `{ all: [{ name: DBAs, when: "'dbas' in approver.groups" }, { name: Leads, when: "'leads' in approver.groups", stage: 2 }] }`,
    ),
  )
  const past = [await asked('POST', 'https://db.example/sql', 0, 'op=drop')]
  const history = await historyOf([before, staged], past, people)
  expect(historyWords(history)).toContainEqual(expect.stringMatching(/^ {2}Lead +0\.0 +1\.0$/))
  expect(stagesWords(history).join('')).toMatch(/^Who comes in a later stage is counted as if all before had approved/)
  expect(stagesWords(await historyOf([before, before], past, people))).toEqual([])
})

test('a request whose body is not here is not known where its rule is gone', async () => {
  const without: Policy = {
    ...before,
    rules: before.rules.map((rule) => (rule.id === 'drop-table' ? { ...rule, id: 'drop' } : rule)),
  }
  const past = [await asked('POST', 'https://db.example/sql', 0, 'op=drop')]
  const { differences } = await historyOf([before, without], past, people)
  expect(differences).toEqual([{ what: 'drop-table → not known', count: 1, example: 'Drop a table' }])
})

test('several parts differ by name, and a group of the same name that is another one is another demand', async () => {
  const parts = (quorum: number, value: string) =>
    read(
      source
        .replace('rules:', `groups:\n  leads: { issuer: "https://login.acme.example", value: ${value} }\nrules:`)
        .replace(
          `{ when: "'dbas' in approver.groups" }`,
          `{ all: [{ group: leads, quorum: ${quorum} }, { name: Dbas, when: "'dbas' in approver.groups" }] }`,
        ),
    )
  expect(differenceWords(comparePolicies(parts(1, 'leads'), parts(2, 'heads'))).slice(1)).toEqual([
    '~ group leads',
    '    value: leads → heads',
    '~ rule drop-table',
    '    approvers.parts.leads.quorum: 1 → 2',
  ])
  const past = [await asked('POST', 'https://db.example/sql', 0, 'op=drop')]
  const { differences } = await historyOf([parts(1, 'leads'), parts(1, 'heads')], past, people)
  expect(differences).toMatchObject([{ what: 'drop-table: other approvers' }])
})

test('without requests it says so', async () => {
  expect(historyWords(await historyOf([before, now], [], people))).toEqual(['No request was asked for in that time.'])
})

test('a policy that names accounts by a claim that nobody has tells nobody', async () => {
  const other = read(source.replace('subject: sub', 'subject: oid'))
  const past = [await asked('DELETE', 'https://admin.example/users/u-1', 0)]
  expect((await historyOf([before, other], past, people)).approvers).toEqual([
    { name: 'Lead', before: 1, after: 0 },
    { name: 'Unverified', before: 1, after: 0 },
  ])
})

const iss = 'https://login.acme.example'
const signedIn: Readonly<Record<string, Claims>> = {
  Lead: { sub: '1', employee_id: 'e1', groups: ['leads'], email_verified: true },
  Dba: { sub: '2', employee_id: 'e2', groups: ['dbas'], email_verified: true },
  Unverified: { sub: '3', employee_id: 'e3', groups: ['leads'], email_verified: false },
  Requester: { sub: '0', employee_id: 'e0', groups: ['leads', 'dbas'] },
}
const people: Parameters<typeof historyOf>[2] = {
  nameOf: (key) => key,
  whoMayDecide: (policy, rule, request) =>
    Object.entries(signedIn).flatMap(([key, claims]) =>
      asApprover(policy, rule, request, { iss, claims }) === undefined ? [] : [key],
    ),
}

async function asked(method: string, url: string, day: number, form?: string): Promise<ActionRequest> {
  const type = 'application/x-www-form-urlencoded'
  const body =
    form === undefined
      ? ({ kind: 'none' } as const)
      : ({ kind: 'bytes', bytes: new TextEncoder().encode(form), type } as const)
  const action = await makeAction(before, makeSalt(), { method, url, headers: [], body })
  if (action === undefined) throw new Error('A rule protects it.')
  const requester = { iss, subject: '0', person: 'e0' }
  const created = Date.UTC(2027, 0, 1) + day * 86_400_000
  // What else a request has is not looked at.
  return { action, requester, created } as ActionRequest
}

function read(text: string): Policy {
  return readPolicySource('policy.yaml', text)
}
