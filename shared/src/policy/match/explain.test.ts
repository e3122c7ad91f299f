import { expect, test } from 'vitest'
import { exampleSource } from '../../../vectors/example.ts'
import { compilePolicy, type Rule } from '../index.ts'
import { explainRule } from './explain.ts'
import type { Outgoing } from './outgoing.ts'
import { matchAmong } from './rule.ts'

const rules = compiled([
  ['plain', { method: 'DELETE', url: 'https://a.example/users/:user' }],
  [
    'json',
    { method: 'POST', url: 'https://a.example/users/:user', body: { json: { '/op': 'delete', '/sure': true } } },
  ],
  ['form', { method: 'POST', url: 'https://a.example/users/:user', body: { form: { op: ['delete', 'drop'] } } }],
  [
    'graphql',
    {
      method: 'POST',
      url: 'https://a.example/users/:user',
      body: { graphql: { operation: 'mutation', field: 'drop*' } },
    },
  ],
])

const url = 'https://a.example/users/u-1'
const requests: readonly Outgoing[] = [
  { method: 'DELETE', url, headers: [], body: { kind: 'none' } },
  { method: 'POST', url, headers: [['x-http-method-override', 'DELETE']], body: { kind: 'none' } },
  { method: 'POST', url: 'https://a.example//users/u-1;x', headers: [], body: bytes('{"op":"delete","sure":false}') },
  { method: 'POST', url, headers: [], body: bytes('{"op":"delete","sure":true}') },
  { method: 'POST', url, headers: [], body: bytes('op=drop', 'application/x-www-form-urlencoded') },
  { method: 'POST', url, headers: [], body: bytes('{"query":"mutation { dropTable }"}') },
  { method: 'POST', url, headers: [], body: { kind: 'unseen' } },
  { method: 'POST', url: 'not a URL', headers: [], body: { kind: 'none' } },
]

const anybody = { requester: undefined, time: new Date() }

test('an explanation comes to what the match comes to', () => {
  for (const outgoing of requests) {
    for (const rule of rules) {
      const { verdict } = explainRule(rule, outgoing, anybody)
      expect(verdict === 'yes').toBe(matchAmong([rule], outgoing) !== undefined)
      expect(verdict !== 'no').toBe(matchAmong([rule], outgoing, [rule.id]) !== undefined)
    }
  }
})

test('it says which reading of the address was found, and what of it', () => {
  const { address } = explainRule(ruleOf('form'), at(2), anybody)
  expect(address).toEqual({
    kind: 'other-reading',
    reading: 'https://a.example/users/u-1;x',
    params: { user: 'u-1;x' },
  })
  expect(explainRule(ruleOf('plain'), at(0), anybody).address).toMatchObject({ kind: 'as-sent', reading: url })
})

test('it says of each condition over the body whether it holds', () => {
  const sights = explainRule(ruleOf('json'), at(2), anybody).body.map(({ name, sight, open }) => [name, sight, open])
  expect(sights).toEqual([
    ['/op', 'yes', false],
    ['/sure', 'no', false],
  ])
})

test('a body of another kind leaves a condition open, which holds', () => {
  expect(explainRule(ruleOf('json'), at(4), anybody).body).toMatchObject([
    { sight: 'yes', open: true },
    { sight: 'yes', open: true },
  ])
  expect(explainRule(ruleOf('graphql'), at(5), anybody).body).toMatchObject([{ sight: 'yes', open: false }])
})

test('a POST that names the method of the rule is told from one that does not', () => {
  expect(explainRule(ruleOf('plain'), at(1), anybody).method).toEqual({ kind: 'override', sight: 'yes' })
  expect(explainRule(ruleOf('plain'), at(3), anybody).method).toEqual({ kind: 'override', sight: 'no' })
})

function at(index: number): Outgoing {
  const outgoing = requests[index]
  if (outgoing === undefined) throw new Error(`There is no request ${index}.`)
  return outgoing
}

function ruleOf(id: string): Rule {
  const rule = rules.find((one) => one.id === id)
  if (rule === undefined) throw new Error(`There is no rule ${id}.`)
  return rule
}

type MatchSource = (typeof exampleSource)['rules'][number]['match']

function compiled(matches: readonly (readonly [string, MatchSource])[]): readonly Rule[] {
  const rules = matches.map(([id, match]) => ({
    id,
    console: 'Console',
    match,
    summary: 'Delete {user}',
    approvers: { when: 'true' },
  }))
  const result = compilePolicy({ ...exampleSource, rules })
  if (!result.ok) throw new Error(JSON.stringify(result.faults))
  return result.policy.rules
}

function bytes(text: string, type = 'application/json') {
  return { kind: 'bytes' as const, bytes: new TextEncoder().encode(text), type }
}
