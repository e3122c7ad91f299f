import { expect, test } from 'vitest'
import { exampleSource } from '../../vectors/example.ts'
import { refusalOf } from '../../vectors/refusal.ts'
import { makeScene, signedAt } from '../../vectors/scene.ts'
import { verifyEvidence } from '../protocol/verify-evidence.ts'
import { verifyRequest } from '../protocol/verify-request.ts'
import { compilePolicy } from './compile.ts'
import type { Policy } from './schema.ts'
import { isSeenFit, type SeenDemand } from './seen.ts'
import type { PolicySource } from './source.ts'
import { strictest } from './strictest.ts'

const [example, ...others] = exampleSource.rules

function compileWith(change: Partial<PolicySource['rules'][number]>) {
  if (example === undefined) throw new Error('The example has a rule.')
  return compilePolicy({ ...exampleSource, rules: [{ ...example, ...change }, ...others] })
}

function policyWith(seen: SeenDemand): Policy {
  const compiled = compileWith({ seen })
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults))
  return compiled.policy
}

const office = { requester: "cidr(seen.ip, '10.0.0.0/8') && seen.country == 'CH'" }

test.each([
  [{ ip: '10.1.2.3', country: 'CH' }, true],
  [{ ip: '10.1.2.3', country: 'DE' }, false],
  [{ ip: '11.1.2.3', country: 'CH' }, false],
  [{ ip: '10.1.2.3' }, false],
  [{ country: 'CH' }, false],
  [{}, false],
] as const)('who is seen as %j may ask: %s', (seen, expected) => {
  expect(isSeenFit({ seen: office }, 'requester', seen)).toBe(expected)
})

test('what is not asked for is not looked at', () => {
  expect(isSeenFit({ seen: office }, 'approver', {})).toBe(true)
  expect(isSeenFit({}, 'requester', {})).toBe(true)
})

test('of several rules each has to hold, and what is unknown to one lets nobody', () => {
  const [one] = policyWith({ approver: "seen.country in ['CH', 'DE']" }).rules
  const [other] = policyWith({ approver: "seen.country == 'CH' || seen.city == 'Berlin'" }).rules
  if (one === undefined || other === undefined) throw new Error('The example has rules.')
  const both = strictest(one, [other])
  expect(isSeenFit(both, 'approver', { country: 'CH' })).toBe(true)
  expect(isSeenFit(both, 'approver', { country: 'DE', city: 'Berlin' })).toBe(true)
  expect(isSeenFit(both, 'approver', { country: 'DE', city: 'Bonn' })).toBe(false)
  expect(isSeenFit(both, 'approver', { country: 'DE' })).toBe(false)
  expect(isSeenFit(both, 'approver', { city: 'Berlin' })).toBe(false)
})

test('no verifier looks at it: nothing counts more or less for what the relay says of a place', async () => {
  const scene = await makeScene(policyWith({ requester: "seen.country == 'XX'", approver: "seen.country == 'XX'" }))
  const { keys } = scene.signer
  const asked = verifyRequest(scene.own.request, await scene.proof(), scene.trusted, keys)
  expect(await refusalOf(() => asked)).toBe('accepted')
  const approved = verifyEvidence(await scene.evidence(), scene.own, scene.policy, keys, signedAt)
  expect(await refusalOf(() => approved)).toBe('accepted')
})

test('a policy that does not ask is compiled as it was before', () => {
  const compiled = compileWith({})
  expect(compiled.ok && compiled.policy.rules.some((rule) => 'seen' in rule)).toBe(false)
})

test.each<[string, string, RegExp]>([
  ['another word', 'approver.country == "CH"', /Unknown variable/],
  ['nothing that is seen', 'true', /says nothing of what is seen/],
  ['what is not seen', "seen.continent == 'EU'", /seen has no "continent"/],
  ['a network that is none', "cidr(seen.ip, '10.0.0.1')", /is no network/],
  ['a country by its name', "seen.country in ['CH', 'Germany']", /"Germany" is no country/],
  ['a country in small letters', "'ch' == seen.country", /"ch" is no country/],
  ['what is no yes or no', 'size(seen.ip)', /gives int/],
])('%s is refused with its place', (_, requester, message) => {
  const compiled = compileWith({ seen: { requester } })
  const faults = compiled.ok ? [] : compiled.faults
  expect(faults).toEqual([{ path: ['rules', 0, 'seen', 'requester'], message: expect.stringMatching(message) }])
})

test('a demand of nobody is refused', () => {
  expect(compileWith({ seen: {} }).ok).toBe(false)
})
