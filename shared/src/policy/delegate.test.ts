import { expect, test } from 'vitest'
import { exampleSource } from '../../vectors/example.ts'
import { compilePolicy } from './compile.ts'
import type { DelegateSource } from './delegate-source.ts'
import type { PolicySource } from './source.ts'

const [acme] = exampleSource.issuers
if (acme === undefined) throw new Error('The example has an issuer.')
const { issuer } = acme
const partner = { ...acme, issuer: 'https://login.partner.example' }
const sister = { ...acme, issuer: 'https://login.sister.example', person_namespace: 'staff' }
const at = (subject: string, iss = issuer) => ({ issuer: iss, subject })
const groups: PolicySource['groups'] = {
  leads: { issuer, value: 'platform-leads' },
  founders: { people: [at('E2'), at('E3'), at('E4')] },
  duty: { rota: [{ people: [at('E7')], window: 'Mon', zone: 'UTC' }] },
}
const days = { since: '2026-12-01', until: '2026-12-14' }
const row = (from: string, to: string, change: Partial<DelegateSource> = {}): DelegateSource => ({
  from: at(from),
  to: at(to),
  ...days,
  ...change,
})

test('days become moments, the last day counts, and a zone is looked up once', () => {
  const compiled = compileWith([row('E2', 'E8'), row('E3', 'E8', { zone: 'Europe/Berlin' })])
  expect(compiled.ok && compiled.policy.delegates).toEqual([
    { from: at('E2'), to: at('E8'), since: Date.UTC(2026, 11, 1), until: Date.UTC(2026, 11, 15) },
    { from: at('E3'), to: at('E8'), since: Date.UTC(2026, 10, 30, 23), until: Date.UTC(2026, 11, 14, 23) },
  ])
})

test('a policy without delegates is compiled as before', () => {
  const compiled = compilePolicy(exampleSource)
  expect(compiled.ok && Object.keys(compiled.policy)).not.toContain('delegates')
})

test.each<[string, readonly DelegateSource[], readonly (string | number)[], RegExp]>([
  [
    'an issuer that there is not',
    [row('E2', 'E8', { to: at('E8', 'https://x.example') })],
    [0, 'to', 'issuer'],
    /not among/,
  ],
  [
    'the same of who is away',
    [row('E2', 'E8', { from: at('E2', 'https://x.example') })],
    [0, 'from', 'issuer'],
    /not among/,
  ],
  ['a day that there is not', [row('E2', 'E8', { until: '2026-12-32' })], [0, 'until'], /not a date/],
  ['an end before the beginning', [row('E2', 'E8', { until: '2026-11-30' })], [0, 'until'], /is before "since"/],
  ['a zone that there is not', [row('E2', 'E8', { zone: 'Berlin' })], [0, 'zone'], /no time zone/],
  ['somebody in their own place', [row('E2', 'E2')], [0, 'to'], /is the same person as "from"/],
  ['somebody in the place of their other account', [row('E2', 'admin-2')], [0, 'to'], /is the same person as "from"/],
  ['a person of both issuers', [row('E2', 'E2', { to: at('E2', sister.issuer) })], [0, 'to'], /the same person/],
  [
    'an issuer whose people cannot be told from those of the other',
    [row('E2', 'E8', { to: at('P1', partner.issuer) })],
    [0, 'to'],
    /could decide nothing.*person_namespace/,
  ],
  [
    'a chain over two issuers',
    [row('E2', 'E3', { to: at('E3', sister.issuer) }), row('E3', 'E8')],
    [0, 'to'],
    /has a delegate/,
  ],
  ['somebody whom no list names', [row('E9', 'E8')], [0, 'from'], /is in no group of "people".* in the place of E9/],
  ['a chain', [row('E2', 'E3'), row('E3', 'E8')], [0, 'to'], /has a delegate too.*delegates\.1\).* in the place of E2/],
  ['a chain, in the other order', [row('E3', 'E8'), row('E2', 'E3')], [1, 'to'], /has a delegate too.*delegates\.0\)/],
  ['a chain by a linked account', [row('E3', 'admin-2'), row('E2', 'E8')], [0, 'to'], /has a delegate too/],
  [
    'a chain of one day',
    [row('E2', 'E3'), row('E3', 'E8', { since: '2026-12-14', until: '2026-12-20' })],
    [0, 'to'],
    /has a delegate too/,
  ],
])('%s is refused, with its place', (_, delegates, path, message) => {
  const compiled = compileWith(delegates)
  expect(compiled.ok ? [] : compiled.faults).toEqual([
    { path: ['delegates', ...path], message: expect.stringMatching(message) },
  ])
})

test('two who are each the other’s delegate are a chain from either end', () => {
  const compiled = compileWith([row('E2', 'E3'), row('E3', 'E2')])
  expect(compiled.ok ? [] : compiled.faults.map(({ path }) => path)).toEqual([
    ['delegates', 0, 'to'],
    ['delegates', 1, 'to'],
  ])
})

test.each<[string, readonly DelegateSource[]]>([
  ['who has a turn', [row('E7', 'E8')]],
  ['one day', [row('E2', 'E8', { until: days.since })]],
  ['several delegates of one, and several who have the same', [row('E2', 'E8'), row('E2', 'E9'), row('E3', 'E8')]],
  [
    'who comes back, and then goes in turn',
    [row('E2', 'E3'), row('E3', 'E2', { since: '2026-12-15', until: '2026-12-20' })],
  ],
  ['a delegate at another issuer that numbers its people alike', [row('E2', 'E8', { to: at('E8', sister.issuer) })]],
])('%s is taken', (_, delegates) => {
  const compiled = compileWith(delegates)
  expect(compiled.ok ? [] : compiled.faults).toEqual([])
})

test('an account that could not be recognised is refused', () => {
  const { person: _, ...identity } = acme.identity
  const compiled = compileWith([row('E2', 'E8', { to: at('P1', partner.issuer) })], {
    issuers: [acme, { ...partner, identity }],
  })
  expect(compiled).toMatchObject({
    faults: [{ path: ['delegates', 0, 'to', 'subject'], message: expect.stringMatching(/could not be recognised/) }],
  })
})

test('a delegate at an issuer that cannot deliver what is asked for is refused, as its own people would be', () => {
  const silent = { ...sister, capabilities: { auth_time: false } }
  const issuers = [{ ...acme, person_namespace: 'staff' }, silent]
  const links: PolicySource['links'] = []
  expect(compileWith([row('E2', 'E8')], { issuers, links }).ok).toBe(true)
  expect(compileWith([row('E7', 'E8', { to: at('E8', sister.issuer) })], { issuers, links }).ok).toBe(true)
  expect(compileWith([row('E2', 'E8', { to: at('E8', sister.issuer) })], { issuers, links })).toMatchObject({
    faults: [
      { path: ['rules', 0, 'reauth'], message: expect.stringMatching(/auth_time/) },
      { path: ['rules', 1, 'reauth'] },
    ],
  })
})

function compileWith(delegates: readonly DelegateSource[], change: Partial<PolicySource> = {}) {
  return compilePolicy({
    ...exampleSource,
    issuers: [{ ...acme, person_namespace: 'staff' }, partner, sister],
    links: [[at('E2'), at('admin-2')]],
    groups,
    rules: exampleSource.rules.map((rule) => ({ ...rule, approvers: { group: 'founders' } })),
    delegates: [...delegates],
    ...change,
  })
}
