import { expect, test } from 'vitest'
import { PolicyFileError } from './policy-file-error.ts'
import { checkPolicySource, readPolicySource } from './read-source.ts'

const good = `organisation: Acme
version: 1
valid_until: 2099-12-31
issuers:
  - issuer: https://login.acme.example
    clients: { extension: e, app: a, approver: p }
    members: "claims.email.endsWith('@acme.example')"
    identity: { subject: sub, email: email, groups: groups }
    capabilities: { auth_time: true, acr: [pwd] }
rules:
  - id: delete-user
    console: Acme Admin
    match: { method: DELETE, url: "https://admin.acme.example/users/:user" }
    summary: "Delete user {user}"
    approvers: { when: "'leads' in approver.groups" }
`

test('a policy that is right is compiled, its durations in seconds', () => {
  const [rule] = readPolicySource('policy.yaml', good).rules
  expect(rule).toMatchObject({
    expires: 600,
    execute_within: 60,
    reauth: 'always',
    approvers: { parts: [{ quorum: 1 }] },
  })
})

test.each([
  ['an unknown member', 'summary:', 'sumary:', /policy\.yaml:14:\d+ .*sumary/],
  ['a condition that does not parse', "'leads' in approver.groups", "'leads' in", /^policy\.yaml:15:/],
  ['a condition over a word that is not there', 'approver.groups', 'nobody.groups', /^policy\.yaml:15:/],
  [
    'a condition of another type',
    'when: "\'leads\' in approver.groups"',
    'when: "1 + 1"',
    /^policy\.yaml:15:24 .*gives int/,
  ],
  ['a condition whose types do not fit', "'leads' in approver.groups", "'leads' + 1 == 2", /^policy\.yaml:15:24 /],
  [
    'a network that is none',
    "'leads' in approver.groups",
    "cidr(approver.claims.ipaddr, '10.1.2.3/8')",
    /^policy\.yaml:15:24 rules\.0\.approvers\.when "10\.1\.2\.3\/8" .*write 10\.0\.0\.0\/8/,
  ],
  ['a URL group that is not closed', 'users/:user', 'users/{:user', /^policy\.yaml:13:/],
  ['a parameter that the URL does not have', '{user}', '{name}', /^policy\.yaml:14:/],
  ['broken YAML', 'version: 1', 'version: [1', /^policy\.yaml:\d+:\d+ /],
  ['a quorum of 0', 'when: ', 'quorum: 0, when: ', /^policy\.yaml:15:.*quorum/],
  [
    'a group that is not there',
    'when: ',
    'group: leads, when: ',
    /^policy\.yaml:15:25 rules\.0\.approvers\.group names/,
  ],
  ['a number that is none', 'when: ', 'quorum: params.n, when: ', /^policy\.yaml:15:26 .*quorum gives dyn/],
  ['three clients of one name', 'app: a', 'app: e', /^policy\.yaml:6:/],
  ['a method without a name', 'method: DELETE', 'method: PURGE', /^policy\.yaml:13:22 rules\.0\.match\.method .*PURGE/],
  ['a method of preflights', 'method: DELETE', 'method: OPTIONS', /OPTIONS\. It can be one of GET, HEAD, POST/],
  [
    'a strength that nobody delivers',
    'summary: "',
    'acr: [phrh]\n    summary: "',
    /^policy\.yaml:14:10 rules\.0\.acr .*phrh/,
  ],
  ['no members', '    members: "claims.email.endsWith(\'@acme.example\')"\n', '', /^policy\.yaml:5:.*members/],
])('%s is an error with its place', (_, from, to, place) => {
  expect(good).toContain(from)
  expect(() => readPolicySource('policy.yaml', good.replace(from, to))).toThrow(place)
})

test('aliases that would explode are refused at the first of them, and so is a file of 10 MB', () => {
  const nine = (name: string) => `[${Array.from({ length: 9 }, () => `*${name}`).join(', ')}]`
  const bomb = [
    'a: &a [x, x]',
    ...[...'bcdefghi'].map((name, at) => `${name}: &${name} ${nine('abcdefgh'.charAt(at))}`),
  ]
  expect(() => readPolicySource('policy.yaml', `${bomb.join('\n')}\n${good}`)).toThrow(/^policy\.yaml:2:8 YAML aliases/)
  const large = `# ${'x'.repeat(10_000_000)}\n${good}`
  expect(() => readPolicySource('policy.yaml', large)).toThrow(/^policy\.yaml:1:1 is larger than 1 MiB/)
})

test.each(['[', '{a: ', '- '])('%s over and over is an error like another', (open) => {
  expect(() => readPolicySource('policy.yaml', open.repeat(20_000))).toThrow(PolicyFileError)
})

test('a first line that names the schema for editors changes nothing', () => {
  const named = `# yaml-language-server: $schema=https://countersign.acme.example/policy.schema.json\n${good}`
  expect(readPolicySource('policy.yaml', named)).toEqual(readPolicySource('policy.yaml', good))
})

test('a rule that is never shown is warned of, where it stands', () => {
  const again = `${good}  - id: delete-ada
    console: Acme Admin
    match: { method: DELETE, url: "https://admin.acme.example/users/ada" }
    summary: "Delete Ada"
    approvers: { when: "true" }
`
  expect(checkPolicySource('policy.yaml', good).warnings).toEqual([])
  expect(checkPolicySource('policy.yaml', again).warnings).toEqual([
    'policy.yaml:16:9 rules.1.id "delete-ada" is never shown: "delete-user" before it takes all that it would, and what is asked for is the strictest of both',
  ])
})
