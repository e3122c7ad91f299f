import type { Part, Policy, Rule } from '@countersign/shared/policy'
import type { Approver } from '@countersign/shared/protocol'
import { makeScene } from '@countersign/shared/vectors/scene.ts'
import { expect, test } from 'vitest'
import type { Relay } from '../relay.ts'
import { progressOf } from './progress.ts'

const { policy, own } = await makeScene()
const { iss } = own.request.requester
const part = (name: string, quorum: number) => ({ name, when: 'true', quorum })
const approver = (person: string, ...parts: readonly number[]): Approver => ({
  approver: { iss, subject: person, person },
  parts,
})

/** What the relay says where it knows these people, by their keys. */
function progress(
  parts: Part[],
  known: Readonly<Record<string, Approver>>,
  approvals: readonly Approver[] = [],
  { knowsPolicy = true, asked = Object.keys(known) } = {},
) {
  const rules = policy.rules.map((rule) => ({
    ...rule,
    self_confirm: undefined,
    approvers: { exclude_groups: [], distinct_issuers: false, parts },
  }))
  const judging: Policy = { ...policy, rules }
  // Nothing else of the two is looked at.
  const relay = {
    policies: { find: () => (knowsPolicy ? { policy: judging } : undefined) },
    people: {
      approverOf: (_policy: Policy, _rule: Rule, _request: unknown, key: string) => known[key],
      everybody: () => Object.keys(known),
    },
  } as unknown as Pick<Relay, 'policies' | 'people'>
  return progressOf(relay, own.request, approvals, asked)
}

test('says for each part how many approved, and how many could', () => {
  const parts = [part('Leads', 2), part('Security', 1)]
  const [ada, ben, cleo] = [approver('a', 0), approver('b', 0), approver('c', 1)]
  expect(progress(parts, {})).toEqual([
    { given: 0, reachable: 0 },
    { given: 0, reachable: 0 },
  ])
  expect(progress(parts, { ada, ben }, [ada])).toEqual([
    { given: 1, reachable: 2 },
    { given: 0, reachable: 0 },
  ])
  expect(progress(parts, { ada, ben, cleo })).toEqual([
    { given: 0, reachable: 2 },
    { given: 0, reachable: 1 },
  ])
})

test('one person who fits two parts is one, and so are two accounts of one', () => {
  const parts = [part('Leads', 1), part('Security', 1)]
  const sum = (known: Readonly<Record<string, Approver>>) =>
    progress(parts, known).reduce((all, { reachable }) => all + reachable, 0)
  expect(sum({ one: approver('a', 0, 1) })).toBe(1)
  expect(sum({ one: approver('a', 0), other: { approver: { iss, subject: 'x', person: 'a' }, parts: [1] } })).toBe(1)
  expect(sum({ one: approver('a', 0, 1), two: approver('b', 1) })).toBe(2)
})

test('the one who is needed is found among hundreds who fit another part, and nobody is looked at once it is enough', () => {
  const crowd = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`k${index}`, approver(`p${index}`, 0)]))
  const parts = [part('Everybody', 2), part('Security', 1)]
  expect(progress(parts, { ...crowd, last: approver('last', 1) })).toMatchObject([{ reachable: 2 }, { reachable: 1 }])
  expect(progress(parts, crowd)).toMatchObject([{ reachable: 2 }, { reachable: 0 }])
})

test('of a policy that it does not know it says nothing', () => {
  expect(progress([part('Leads', 1)], { ada: approver('a', 0) }, [], { knowsPolicy: false })).toEqual([])
})

test('who will be asked in a later stage can be reached as well, before they are asked', () => {
  const parts = [part('Leads', 1), { ...part('Security', 2), stage: 2 }]
  const [ada, cleo] = [approver('a', 0), approver('c', 1)]
  expect(progress(parts, { ada, cleo }, [], { asked: ['ada'] })).toEqual([
    { given: 0, reachable: 1 },
    { given: 0, reachable: 1 },
  ])
  expect(progress([part('Leads', 1), part('Security', 1)], { ada, cleo }, [], { asked: ['ada'] })).toMatchObject([
    { reachable: 1 },
    { reachable: 0 },
  ])
})
