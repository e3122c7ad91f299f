import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readPolicySource } from '../../server/src/policy/read-source.ts'

// What the page about approvers tells people to write can be used as it stands.

const text = readFileSync(join(import.meta.dirname, '../../docs/approvers.md'), 'utf8')
const blocks = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = '']) => block)
const groups = `groups:\n${blocks
  .filter((block) => block.startsWith('groups:'))
  .join('')
  .replaceAll('groups:\n', '')}`
const delegates = blocks.find((block) => block.startsWith('delegates:')) ?? ''
const approvers = blocks.filter((block) => block.startsWith('approvers:'))
const counting = blocks.filter((block) => block.startsWith('- id:'))
const confirms = blocks.filter((block) => block.startsWith('self_confirm:'))

const issuer = (url: string, groupsClaim: string) => `  - issuer: ${url}
    clients: { extension: e, app: a, approver: p }
    members: "true"
    identity: { subject: sub, person: employee_id${groupsClaim} }
`
const policy = (block: string) => `organisation: Acme
version: 1
valid_until: 2099-12-31
issuers:
${issuer('https://login.acme.example', ', groups: groups')}${issuer('https://login.partner.example', '')}${groups}
rules:
  - id: delete-repos
    console: GitHub
    match: { method: DELETE, url: "https://github.example/:repo" }
    summary: "Delete {repo}"
    ${block.replaceAll('\n', '\n    ')}
`

test('the delegates stand in for somebody of its groups', () => {
  const { delegates: compiled = [] } = readPolicySource(
    'approvers.md',
    `${policy('approvers: { group: founders }')}${delegates}`,
  )
  expect(compiled.map(({ from, to }) => [from.subject, to.subject])).toEqual([['E-1001', 'E-1005']])
})

test('has groups, and every way of writing approvers', () => {
  expect(groups).toContain('founders')
  expect(groups).toContain('on-call')
  expect(approvers.length).toBeGreaterThanOrEqual(3)
})

test.each(approvers)('compiles: %s', (block) => {
  expect(readPolicySource('approvers.md', policy(block)).rules[0]?.approvers?.parts.length).toBeGreaterThan(0)
})

test('has a rule that counts for some, which compiles', () => {
  const [rule = ''] = counting
  const whole = policy('').replace(/ {2}- id: delete-repos[\s\S]*/, `  ${rule.trim().replaceAll('\n', '\n  ')}\n`)
  const named = whole.replace(
    'groups:\n',
    'groups:\n  finance-leads: { issuer: https://login.acme.example, value: finance }\n',
  )
  expect(readPolicySource('approvers.md', named).rules[0]?.when).toContain('contractors')
})

test('has a way of going without approval, which compiles', () => {
  const [glass, ...more] = approvers.filter((block) => block.includes('break_glass:'))
  expect(more).toEqual([])
  expect(readPolicySource('approvers.md', policy(glass ?? '')).rules[0]?.break_glass).toEqual({
    who: [{ groups: ['on-call'] }],
    acr: ['phrh'],
  })
})

test('has a way of asking the requester, which compiles', () => {
  expect(confirms.map((block) => readPolicySource('approvers.md', policy(block)).rules[0]?.self_confirm)).toEqual([
    true,
  ])
})
