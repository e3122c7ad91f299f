import type { Claims } from '@countersign/shared/protocol'
import { expect, test } from 'vitest'
import { readPolicySource } from '../read-source.ts'
import { demandWords } from './demand-words.ts'
import { explainPeople, explainRequest } from './explain-request.ts'
import { captureOf } from './given-request.ts'
import { requestWords } from './request-words.ts'

const policy = readPolicySource(
  'policy.yaml',
  `organisation: Acme
version: 1
valid_until: 2099-12-31
issuers:
  - issuer: https://login.acme.example
    clients: { extension: e, app: a, approver: p }
    members: "claims.email.endsWith('@acme.example')"
    identity: { subject: sub, person: employee_id, email: email, name: name, groups: groups }
rules:
  - id: drop-table
    console: Database
    match:
      method: POST
      url: "https://db.example/tables/:table"
      body: { form: { OP: delete, confirm: "*" } }
    summary: "Drop the table {table}"
    reason: required
    approvers: { when: "'dbas' in approver.groups", quorum: 2 }
    reauth: { max_age: 120 }
    acr: [phr, phrh]
  - id: any-drop
    console: Database
    match: { method: POST, url: "https://db.example/tables/*", body: { form: { OP: delete } } }
    summary: "Drop a table"
    reason: { required: false, like: ["OPS-#", "CHG-#"], hint: A ticket }
    approvers: { when: "'dbas' in approver.groups" }
  - id: relaxed
    console: Database
    match: { method: POST, url: "https://db.example/live", body: { mode: relaxed, json: { "/op": delete } } }
    summary: "Delete"
    approvers: { when: "true" }
  - id: tried
    monitor: true
    console: Database
    match: { method: POST, url: "https://db.example/:what/tried" }
    summary: "Try {what}"
    approvers: { when: "true" }
  - id: import
    console: Database
    match:
      method: POST
      url: "https://db.example/import"
      headers: { x-overwrite: ["yes", "1"], x-batch: "*" }
      size: { at_least: 1000 }
    summary: "Import"
    approvers: { when: "true" }
  - id: vacuum
    console: Database
    match: { method: POST, url: "https://db.example/vacuum" }
    summary: "Vacuum"
    self_confirm: true
  - id: failover
    console: Database
    match: { method: POST, url: "https://db.example/failover" }
    summary: "Fail over"
    approvers: { when: "'dbas' in approver.groups" }
    break_glass: { when: "'on-call' in requester.groups", acr: [phrh] }
`,
)

const form = [['content-type', 'application/x-www-form-urlencoded']] as const
const post = (path: string, body: string, headers: readonly (readonly [string, string])[] = form) =>
  captureOf({ method: 'POST', url: `https://db.example${path}`, headers, body: new TextEncoder().encode(body) })
const wordsOf = async (path: string, body: string, headers?: readonly (readonly [string, string])[]) =>
  requestWords(explainRequest(policy, await post(path, body, headers)), undefined).join('\n')

test('a request that is only recorded', async () => {
  expect(await wordsOf('/users/tried', '')).toBe(`Not held: it goes on at once, and is recorded.
tried: Try users
Such a rule holds nothing as long as it says monitor: true.`)
})

test('a request that is held: by which rule, why, what is demanded, and what matches as well', async () => {
  expect(await wordsOf('//tables/orders', 'OP=delete&confirm=1')).toBe(`Held by the rule drop-table

What the card says
  console      Database
  summary      Drop the table orders
  from the URL table = orders

Why this rule
  ✓ method   POST
  ✓ address  https://db.example/tables/:table
             found in https://db.example/tables/orders, which is how some servers read it
  ✓ body     field OP is "delete"
  ✓ body     field confirm is there

Protect it as well, and come after it
  any-drop  (POST https://db.example/tables/*)

What they demand together: of each the strictest
  approvers    2 different people of whom this holds: 'dbas' in approver.groups
  sign-in      a fresh one for this action, acr phr or phrh
  reason       has to be given, like OPS-# or CHG-# (“A ticket”)
  number       both see it
  clocks       10 min to approve, then 1 min to run it
  severity     normal`)
})

test('where who asks may go without approval, it says who may, and how', async () => {
  expect(await wordsOf('/failover', '')).toContain(
    "  or without   approval, by who asks, of whom this holds: 'on-call' in requester.groups: by a fresh sign-in, acr phrh, and for a reason; everybody is told\n",
  )
})

test('one that is not: what the network does, and what speaks against the rules of its address', async () => {
  expect(await wordsOf('/tables/orders', 'OP=show')).toBe(`Not held: no rule protects it.
The browser’s network blocks its address for the sake of the rule drop-table. A page’s own request is
looked into and let through at once; a worker’s, or one that nobody can look into, stays blocked.

Of this address, and not about this request
  drop-table  (POST https://db.example/tables/:table)
    ✗ body     field OP is "delete": it is not
    ✗ body     field confirm is there: it is not
  any-drop  (POST https://db.example/tables/*)
    ✗ body     field OP is "delete": it is not`)
})

test('a relaxed rule only looks; of another address nothing is seen at all', async () => {
  expect(await wordsOf('/live', '{"op":"show"}', [])).toMatch(
    /^Not held: no rule protects it\. The page’s own request is looked at/,
  )
  expect(await wordsOf('/other', 'OP=delete')).toBe('Not held: no rule protects it. It goes on untouched.')
})

test('headers and size are said each by itself', async () => {
  const given = [...form, ['X-Overwrite', 'Yes'] as const]
  expect(await wordsOf('/import', 'x'.repeat(1000), [...given, ['x-batch', '']])).toContain(`
  ✓ header   x-overwrite is "yes" or "1"
  ✓ header   x-batch is there
  ✓ size     1,000 bytes or more
`)
  expect(await wordsOf('/import', 'x', given)).toContain(`
    ✗ header   x-batch is there: it is not
    ✗ size     1,000 bytes or more: it has fewer`)
})

test('a body of another kind holds what is asked of it, and it is said that it is open', async () => {
  const words = await wordsOf('/tables/orders', '\u0001', [['content-type', 'application/octet-stream']])
  expect(words).toContain('✓ body     field OP is "delete"\n             open, which counts as yes: it is no form')
})

test('a multipart form is looked into like another', async () => {
  const body = ['OP', 'confirm'].map(
    (name) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\ndelete\r\n`,
  )
  const words = await wordsOf('/tables/orders', `${body.join('')}--x--\r\n`, [
    ['Content-Type', 'multipart/form-data; boundary=x'],
  ])
  expect(words).toMatch(/Held by the rule drop-table/)
  expect(words).not.toContain('open')
})

test('of people it says who may decide, what decided it, and whether they are enough', async () => {
  const captured = await post('/tables/orders', 'OP=delete&confirm=1')
  const [rule] = policy.rules
  if (rule === undefined) throw new Error('The policy has a rule.')
  const person = (name: string, rest: Claims): Claims => ({
    sub: name,
    employee_id: name,
    name,
    email: `${name}@acme.example`,
    ...rest,
  })
  const people = [person('ada', { groups: ['dbas'] }), person('ben', { groups: ['dev'] }), person('cleo', {})]
  const explained = await explainPeople(policy, rule, captured, people, people[0])
  expect(
    requestWords(explainRequest(policy, captured), explained).join('\n').split('Who may decide\n')[1],
  ).toBe(`  ✗ ada may not
      is who asks: nobody approves their own request
  ✗ ben may not
      approvers.when is false: 'dbas' in approver.groups
        approver.groups = ["dev"]
  ? cleo may not: it is unknown, and unknown never counts
      approvers.when is unknown: 'dbas' in approver.groups
        approver.groups is absent
  ada asks, and is never counted.
  Those who may are not enough: 2 provably different people are needed.`)
})

test('of several parts it says who counts for which, and how many of those given there are for each', async () => {
  const parted = readPolicySource(
    'policy.yaml',
    `organisation: Acme
version: 1
valid_until: 2099-12-31
issuers:
  - issuer: https://login.acme.example
    clients: { extension: e, app: a, approver: p }
    members: "true"
    identity: { subject: sub, person: employee_id, name: name, groups: groups }
groups:
  leads: { issuer: https://login.acme.example, value: leads }
  guards: { people: [{ issuer: https://login.acme.example, subject: dora }] }
  away: { issuer: https://login.acme.example, claim: status.flags, value: away }
rules:
  - id: drop-table
    console: Database
    match: { method: POST, url: "https://db.example/tables/:table" }
    summary: "Drop the table {table}"
    approvers:
      all:
        - { name: Leads, group: leads, quorum: "size(params.table) > 3 ? 2 : 1" }
        - { name: Security, group: guards, when: "approver.claims.on_duty == true" }
      exclude_groups: [away]
`,
  )
  const captured = await post('/tables/orders', '')
  const [rule] = parted.rules
  if (rule === undefined) throw new Error('The policy has a rule.')
  const person = (name: string, rest: Claims): Claims => ({
    sub: name,
    employee_id: name,
    name,
    status: { flags: [] },
    ...rest,
  })
  const people = [
    person('ada', { groups: ['leads'] }),
    person('ben', { groups: ['leads'] }),
    person('cleo', { groups: ['dev'] }),
    person('dora', { groups: ['leads'], on_duty: true }),
    person('emil', { groups: ['leads'], status: { flags: ['away'] } }),
  ]
  const words = requestWords(
    explainRequest(parted, captured),
    await explainPeople(parted, rule, captured, people, people[0]),
  ).join('\n')
  expect(words).toContain(`  approvers    Leads: as many as this says (size(params.table) > 3 ? 2 : 1) in leads
  and          Security: one person in guards, of whom this holds: approver.claims.on_duty == true
  but not      who is in away
`)
  expect(words.split('Who may decide\n')[1]).toBe(`  ✗ ada may not
      is who asks: nobody approves their own request
  ✓ ben may decide
      Leads: is in leads
        groups = ["leads"]
  ✗ cleo may not
      Leads: is not in leads
        groups = ["dev"]
      Security: is not in guards
      Security: approvers.when is unknown: approver.claims.on_duty == true
        approver.claims.on_duty is absent
  ✓ dora may decide
      Leads: is in leads
        groups = ["leads"]
      Security: is in guards
      Security: approvers.when is true: approver.claims.on_duty == true
        approver.claims.on_duty = true
  ✗ emil may not
      is in away
        status.flags = ["away"]
  ada asks, and is never counted.
  Those who may are not enough, each counted for one part: Leads 2 of 2 · Security 0 of 1`)
})

test('where who asks and who approves has to be is said', () => {
  const [rule] = policy.rules
  if (rule === undefined) throw new Error('The policy has rules.')
  const seen = { requester: "cidr(seen.ip, '10.0.0.0/8')", approver: "seen.country == 'CH'" }
  expect(demandWords({ ...rule, seen }).slice(-2)).toEqual([
    ['ask from', seen.requester],
    ['approve from', seen.approver],
  ])
})

test('of a delegate it says in whose place they decide, and that it is not of what that one asks for', async () => {
  const account = (subject: string) => `{ issuer: https://login.acme.example, subject: ${subject} }`
  const away = readPolicySource(
    'policy.yaml',
    `organisation: Acme
version: 1
valid_until: 2099-12-31
issuers:
  - issuer: https://login.acme.example
    clients: { extension: e, app: a, approver: p }
    members: "true"
    identity: { subject: sub, person: employee_id, name: name, groups: groups }
groups:
  founders: { people: [${account('ada')}, ${account('ben')}] }
delegates:
  - { from: ${account('ada')}, to: ${account('cleo')}, since: 2020-01-01, until: 2099-12-31 }
  - { from: ${account('ben')}, to: ${account('dora')}, since: 2020-01-01, until: 2020-12-31 }
rules:
  - id: drop-table
    console: Database
    match: { method: POST, url: "https://db.example/tables/:table" }
    summary: "Drop the table {table}"
    approvers: { group: founders }
`,
  )
  const captured = await post('/tables/orders', '')
  const [rule] = away.rules
  if (rule === undefined) throw new Error('The policy has a rule.')
  const person = (name: string) => ({ sub: name, employee_id: name, name, groups: [] })
  const people = [person('ada'), person('cleo'), person('dora')]
  const wordsFor = async (asks: Claims | undefined) =>
    requestWords(explainRequest(away, captured), await explainPeople(away, rule, captured, people, asks)).join('\n')
  expect(await wordsFor(undefined)).toContain(`
  ✓ ada may decide
      is in founders
  ✓ cleo may decide
      decides in the place of ada (delegates), who is in founders
  ✗ dora may not
      is not in founders`)
  expect(await wordsFor(person('ada'))).toContain(`
  ✗ cleo may not
      decides in the place of who asks (delegates), and so not about what they ask for`)
})

test('of a rota it says who is on duty, and at what time that is', async () => {
  const on = readPolicySource(
    'policy.yaml',
    `organisation: Acme
version: 1
valid_until: 2099-12-31
issuers:
  - issuer: https://login.acme.example
    clients: { extension: e, app: a, approver: p }
    members: "true"
    identity: { subject: sub, person: employee_id, name: name, groups: groups }
groups:
  leads: { issuer: https://login.acme.example, value: leads }
  duty:
    rota:
      - { group: leads, window: Mon-Sun, zone: Europe/Berlin }
      - { people: [{ issuer: https://login.acme.example, subject: cleo }], window: "Mon 00:00-00:01", zone: UTC }
rules:
  - id: drop-table
    console: Database
    match: { method: POST, url: "https://db.example/tables/:table" }
    summary: "Drop the table {table}"
    approvers: { group: duty, when: "weekday(time, 'UTC') != 'Never'" }
`,
  )
  const captured = await post('/tables/orders', '')
  const [rule] = on.rules
  if (rule === undefined) throw new Error('The policy has a rule.')
  const people = [
    { sub: 'ada', employee_id: 'ada', name: 'ada', groups: ['leads'] },
    { sub: 'ben', employee_id: 'ben', name: 'ben', groups: ['dev'] },
  ]
  const words = requestWords(
    explainRequest(on, captured),
    await explainPeople(on, rule, captured, people, undefined),
  ).join('\n')
  expect(words).toMatch(/✓ ada may decide\n +is in duty\n +groups = \["leads"\]\n +time = "\d{4}-\d\d-\d\dT/)
  expect(words).toMatch(/✗ ben may not\n +is not in duty\n/)
})

test('a rule that asks the requester says so, and names nobody else', async () => {
  const captured = await post('/vacuum', '')
  const explanation = explainRequest(policy, captured)
  if (explanation.protection.kind !== 'held') throw new Error('it is held')
  const { rule } = explanation.protection
  const dba: Claims = { sub: '1', employee_id: 'e1', email: 'a@acme.example', groups: ['dbas'] }
  const words = requestWords(explanation, await explainPeople(policy, rule, captured, [dba], undefined)).join('\n')
  expect(words).toContain('  confirm      by who asks, in a sign-in of their own for this action; nobody else is asked')
  expect(words).toContain(
    'Who may decide\n  Who asks, and nobody else: by a sign-in of their own they confirm that it is they.',
  )
  expect(words).not.toMatch(/approv/i)
})

test('of stages it says what is asked then, and of people who come later that they do', async () => {
  const staged = readPolicySource(
    'policy.yaml',
    `organisation: Acme
version: 1
valid_until: 2099-12-31
issuers:
  - issuer: https://login.acme.example
    clients: { extension: e, app: a, approver: p }
    members: "true"
    identity: { subject: sub, person: employee_id, name: name, groups: groups }
groups:
  leads: { issuer: https://login.acme.example, value: leads }
  security: { issuer: https://login.acme.example, value: security }
rules:
  - id: drop-table
    console: Database
    match: { method: POST, url: "https://db.example/tables/:table" }
    summary: "Drop the table {table}"
    approvers:
      all:
        - { name: Leads, group: leads }
        - { name: Board, when: "approver.claims.board == true" }
        - { name: Security, group: security, quorum: 2, stage: 2 }
`,
  )
  const captured = await post('/tables/orders', '')
  const [rule] = staged.rules
  if (rule === undefined) throw new Error('The policy has a rule.')
  const person = (name: string, ...groups: string[]) => ({ sub: name, employee_id: name, name, board: false, groups })
  const people = [person('ada', 'leads'), person('ben', 'security'), person('cleo', 'leads', 'security')]
  const words = requestWords(
    explainRequest(staged, captured),
    await explainPeople(staged, rule, captured, people, undefined),
  ).join('\n')
  expect(words).toContain(`  approvers    Leads: one person in leads
  and          Board: one person of whom this holds: approver.claims.board == true
  then         Security: 2 different people in security (asked in stage 2, once all before have approved)
`)
  expect(words).toContain('✓ ada may decide\n')
  expect(words).toContain('✓ ben may decide, in stage 2: once all before have approved\n')
  expect(words).toContain('✓ cleo may decide\n')
  expect(words).toContain(
    'Those who may are not enough, each counted for one part: Leads 1 of 1 · Board 0 of 1, then Security ',
  )
})
