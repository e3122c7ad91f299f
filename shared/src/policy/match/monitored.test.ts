import { expect, test } from 'vitest'
import { exampleSource } from '../../../vectors/example.ts'
import { compilePolicy, matchRule, type Outgoing, type PolicySource } from '../index.ts'
import { monitoredBy } from './monitored.ts'

type RuleSource = PolicySource['rules'][number]

const [example] = exampleSource.rules
const at = (path: string) => `https://github.example${path}`
const rule = (id: string, match: RuleSource['match'], more: Partial<RuleSource> = {}): RuleSource => {
  if (example === undefined) throw new Error('the example has a rule')
  return { ...example, id, match, summary: id, ...more }
}
const tried = { monitor: true } as const

const policy = compiled([
  rule('all', { method: 'DELETE', url: at('/:what/:id'), no_method_override: true }, tried),
  rule('drop', { method: 'POST', url: at('/:what/sql'), body: { form: { op: 'drop' } } }, tried),
  rule('users', { method: 'DELETE', url: at('/users/:id') }),
  rule('teams', { method: 'DELETE', url: at('/teams/:id') }, tried),
  rule('held', { method: 'POST', url: at('/held/sql'), body: { form: { op: 'drop' } } }),
])

const none = { kind: 'none' } as const
const unseen = { kind: 'unseen' } as const

test('a monitored rule protects nothing, whatever else matches', () => {
  const sent: Outgoing = { method: 'DELETE', url: at('/teams/a'), headers: [], body: none }
  expect(matchRule(policy, sent)).toBeUndefined()
  expect(matchRule(policy, sent, ['all', 'teams'])).toBeUndefined()
  expect(policy.rules.map(({ id }) => id)).toEqual(['users', 'held'])
})

test('all monitored rules that match are named, with the words of the first', () => {
  const seen = monitoredBy(policy, { method: 'DELETE', url: at('/teams/a'), headers: [], body: none })
  expect(seen).toMatchObject({ rule: { id: 'all' }, also: ['teams'], params: { what: 'teams', id: 'a' }, open: false })
})

test('what a rule holds is none of theirs, whatever the order', () => {
  expect(monitoredBy(policy, { method: 'DELETE', url: at('/users/a'), headers: [], body: none })).toBeUndefined()
})

test('where the body is not seen the rule may match, and it says so; nothing is said of what may be held', () => {
  const sent = (path: string, body: Outgoing['body']): Outgoing => ({
    method: 'POST',
    url: at(path),
    headers: [],
    body,
  })
  const form = (text: string) =>
    ({ kind: 'bytes', bytes: new TextEncoder().encode(text), type: 'application/x-www-form-urlencoded' }) as const
  expect(monitoredBy(policy, sent('/a/sql', form('op=drop')))).toMatchObject({ open: false })
  expect(monitoredBy(policy, sent('/a/sql', unseen))).toMatchObject({ rule: { id: 'drop' }, open: true })
  expect(monitoredBy(policy, sent('/a/sql', form('op=show')))).toBeUndefined()
  expect(monitoredBy(policy, sent('/held/sql', unseen))).toBeUndefined()
})

test('a policy may hold nothing at all while its rules are tried', () => {
  const { rules, monitored } = compiled([rule('all', { method: 'DELETE', url: at('/:what') }, tried)])
  expect([rules.length, monitored?.length]).toEqual([0, 1])
})

test('a policy that monitors nothing does not speak of it', () => {
  expect(compiled([rule('all', { method: 'DELETE', url: at('/:what') })])).not.toHaveProperty('monitored')
})

function compiled(rules: readonly RuleSource[]) {
  const made = compilePolicy({ ...exampleSource, rules: [...rules] })
  if (!made.ok) throw new Error(JSON.stringify(made.faults))
  return made.policy
}
