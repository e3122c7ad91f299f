import { describe, expect, test } from 'vitest'
import { exampleSource } from '../../vectors/example.ts'
import { compilePolicy } from './compile.ts'
import type { PolicySource } from './source.ts'

type ApproversSource = PolicySource['rules'][number]['approvers']

const [acme] = exampleSource.issuers
const [rule] = exampleSource.rules
if (acme === undefined || rule === undefined) throw new Error('The example has an issuer and a rule.')
const { groups: _, ...noGroups } = acme.identity
const partner = { ...acme, issuer: 'https://login.partner.example' }
const account = (subject: string, issuer = acme.issuer) => ({ issuer, subject })

const groups = {
  leads: { issuer: acme.issuer, value: 'platform-leads' },
  'partner leads': { issuer: partner.issuer, value: 'platform-leads' },
  two: { people: [account('E1'), account('E2')] },
  ten: { people: Array.from({ length: 10 }, (_, index) => account(`T${index}`)) },
  mixed: { people: [account('E1'), account('E9', partner.issuer)] },
}

function compileWith(approvers: ApproversSource, change: Partial<PolicySource> = {}) {
  if (rule === undefined) throw new Error('The example has a rule.')
  return compilePolicy({
    ...exampleSource,
    issuers: [acme, partner],
    groups,
    rules: [{ ...rule, approvers }],
    ...change,
  })
}

function faultsOf(approvers: ApproversSource, change?: Partial<PolicySource>): readonly string[] {
  const compiled = compileWith(approvers, change)
  return compiled.ok ? [] : compiled.faults.map(({ path, message }) => `${path.slice(2).join('.')}: ${message}`)
}

describe('what is signed has one shape, however it was written', () => {
  const compiledOf = (approvers: ApproversSource) => {
    const compiled = compileWith(approvers)
    return compiled.ok && compiled.policy.rules[0]?.approvers
  }

  test('one part', () => {
    expect(compiledOf({ group: 'leads', quorum: 2, exclude: 'approver.claims.x == 1' })).toEqual({
      parts: [{ name: 'leads', groups: ['leads'], quorum: 2 }],
      exclude: 'approver.claims.x == 1',
      exclude_groups: [],
      distinct_issuers: false,
    })
    expect(compiledOf({ when: 'true' })).toEqual({
      parts: [{ name: 'Approvers', when: 'true', quorum: 1 }],
      exclude_groups: [],
      distinct_issuers: false,
    })
  })

  test('several', () => {
    expect(
      compiledOf({
        all: [
          { name: 'Leads', group: ['leads', 'partner leads'], when: 'true' },
          { group: 'ten', quorum: 'size(params.repo) > 3 ? 2 : 1' },
        ],
        exclude_groups: ['two'],
      }),
    ).toEqual({
      parts: [
        { name: 'Leads', groups: ['leads', 'partner leads'], when: 'true', quorum: 1 },
        { name: 'ten', groups: ['ten'], quorum: 'size(params.repo) > 3 ? 2 : 1' },
      ],
      exclude_groups: ['two'],
      distinct_issuers: false,
    })
  })

  test('a group has the claim that its issuer maps, where it names none', () => {
    const compiled = compileWith({ group: 'leads' })
    expect(compiled.ok && compiled.policy.groups[0]).toEqual({ name: 'leads', claim: 'groups', ...groups.leads })
  })
})

test.each<[string, ApproversSource, RegExp]>([
  ['a part that asks for nothing', {}, /^approvers: needs "group" or "when"/],
  ['a part in a list that asks for nothing', { all: [{ quorum: 2 }] }, /^approvers\.all\.0: needs/],
  ['a part beside a list', { all: [{ group: 'leads' }], when: 'true' }, /^approvers\.when: belongs into/],
  ['a group that is not there', { group: ['leads', 'lead'] }, /^approvers\.group: names "lead"/],
  ['a group that every object has', { group: 'constructor' }, /^approvers\.group: names "constructor"/],
  ['an excluded group that is not there', { group: 'leads', exclude_groups: ['x'] }, /^approvers\.exclude_groups: /],
  ['a part without a name', { all: [{ group: 'leads' }, { when: 'true' }] }, /^approvers\.all\.1: needs a "name"/],
  ['two parts of one name', { all: [{ group: 'leads' }, { group: 'leads' }] }, /^approvers\.all\.1: is called "leads"/],
  ['more than twenty in all', { all: [{ group: 'leads', quorum: 20 }, { group: 'two' }] }, /^approvers: need 21/],
  ['nobody', { group: 'leads', quorum: 0 }, /^approvers\.quorum: must be >= 1/],
  ['an expression that is no expression', { group: 'leads', quorum: 'size(' }, /^approvers\.quorum: /],
  ['an expression that may give no integer', { group: 'leads', quorum: 'params.n' }, /quorum: gives dyn/],
  ['an expression that gives a text', { group: 'leads', quorum: "'2'" }, /quorum: gives string/],
  ['an expression that gives nobody', { group: 'leads', quorum: '2 - 2' }, /quorum: is never from 1 to 20/],
  ['an expression that gives too many', { group: 'leads', quorum: '21' }, /quorum: is never from 1 to 20/],
  ['an expression about the approver', { group: 'leads', quorum: 'size(approver.groups)' }, /^approvers\.quorum: /],
])('%s is a fault', (_, approvers, words) => {
  expect(faultsOf(approvers)[0]).toMatch(words)
})

describe('groups', () => {
  const groupFaults = (group: object, issuers: PolicySource['issuers'] = [acme]) => {
    const compiled = compilePolicy({ ...exampleSource, issuers, groups: { it: group } })
    return compiled.ok ? [] : compiled.faults.map(({ path, message }) => `${path.join('.')}: ${message}`)
  }

  test.each<[string, object, RegExp]>([
    ['nothing', {}, /^groups\.it: needs "issuer" and "value", or "people"/],
    ['no value', { issuer: acme.issuer }, /^groups\.it: needs/],
    ['both', { people: [account('E1')], value: 'x' }, /^groups\.it: has "people", and beside it no "value"/],
    ['an unknown issuer', { issuer: partner.issuer, value: 'x' }, /^groups\.it\.issuer: is not among/],
    ['people of one', { people: [account('E1', partner.issuer)] }, /^groups\.it\.people\.0\.issuer: is not among/],
  ])('of %s are a fault', (_, group, words) => {
    expect(groupFaults(group)).toEqual([expect.stringMatching(words)])
  })

  test('of a claim that nobody has named', () => {
    const issuers = [{ ...acme, identity: noGroups }]
    expect(groupFaults({ issuer: acme.issuer, value: 'x' }, issuers)[0]).toMatch(/^groups\.it: needs a "claim"/)
    expect(groupFaults({ issuer: acme.issuer, value: 'x', claim: 'roles' }, issuers)[0]).not.toMatch(/^groups/)
  })

  test('of people whose subject is another one in each client', () => {
    const { person: _, ...identity } = acme.identity
    const people = [account('s-1')]
    expect(groupFaults({ people }, [{ ...acme, identity }])[0]).toMatch(/people\.0\.subject: could not be recognised/)
    expect(groupFaults({ people }, [{ ...acme, identity, subjects: 'public' }])).toEqual([])
  })

  test.each([
    "'leads' in approver.groups",
    "'leads' in approver.claims.groups",
    "approver.groups.exists(group, group == 'leads')",
    "'leads' in requester.groups",
    "approver.iss == 'https://login.acme.example' && 'leads' in requester.groups",
  ])('of several issuers are told apart, or it is a fault: %s', (when) => {
    expect(faultsOf({ when })[0]).toMatch(/^approvers\.when: reads the groups of several issuers/)
    expect(faultsOf({ group: 'leads', exclude: when })[0]).toMatch(/^approvers\.exclude: reads the groups of several/)
    const one = { issuers: [acme, { ...partner, identity: noGroups }], groups: {} }
    expect(faultsOf({ when }, one).filter((fault) => fault.includes('several'))).toEqual([])
  })

  test('of several issuers may be read of one that is named', () => {
    expect(faultsOf({ when: "'leads' in approver.groups && approver.iss == 'https://login.acme.example'" })).toEqual([])
  })

  test('that no issuer maps let nobody through', () => {
    const unmapped = { issuers: [{ ...acme, identity: noGroups }], groups: {} }
    const inLeads = "'leads' in approver.groups"
    expect(faultsOf({ when: inLeads }, unmapped)).toEqual([
      expect.stringMatching(/^approvers\.when: .*identity\.groups.*nobody/),
    ])
    expect(faultsOf({ when: 'true', exclude: inLeads }, unmapped)[0]).toMatch(/^approvers\.exclude: .*nobody/)
    expect(faultsOf({ when: `${inLeads} || approver.name == 'A'` }, unmapped)).toEqual([])
    expect(faultsOf({ when: inLeads }, { issuers: [acme, { ...partner, identity: noGroups }], groups: {} })).toEqual([])
  })
})

describe('a quorum that nobody could ever reach is a fault', () => {
  const unreachable = (needed: number, reached: number) => [
    `approvers: cannot be reached: they need ${needed}, and of those named ${reached} could ever count`,
  ]

  test.each<[string, ApproversSource, number, number]>([
    ['three of a list of two', { group: 'two', quorum: 3 }, 3, 2],
    ['two parts over the same two', { all: [{ group: 'two' }, { name: 'B', group: 'two', quorum: 2 }] }, 3, 2],
    ['a list that is excluded', { group: 'two', exclude_groups: ['two'] }, 1, 0],
    ['a list of whom one is excluded', { group: 'two', quorum: 2, exclude_groups: ['mixed'] }, 2, 1],
    ['people of one issuer where issuers differ', { group: 'ten', quorum: 2, distinct_issuers: true }, 2, 1],
    ['a group of one issuer where they differ', { group: 'leads', quorum: 2, distinct_issuers: true }, 2, 1],
    ['issuers that share no numbers', { when: 'true', quorum: 2, distinct_issuers: true }, 2, 1],
    ['two people of issuers that share none', { group: 'mixed', quorum: 2 }, 2, 1],
  ])('%s', (_, approvers, needed, reached) => {
    expect(faultsOf(approvers)).toEqual(unreachable(needed, reached))
  })

  test.each<[string, ApproversSource]>([
    ['two of two', { group: 'two', quorum: 2 }],
    ['two parts over lists that overlap', { all: [{ group: 'two', quorum: 2 }, { group: ['two', 'ten'] }] }],
    ['two parts over the same two', { all: [{ group: 'two' }, { name: 'B', group: 'two' }] }],
    ['a list and whoever is in a group', { group: ['two', 'leads'], quorum: 20 }],
    ['an expression, which could give one', { group: 'two', quorum: 'size(params.repo) > 3 ? 5 : 1' }],
    ['twenty by a condition', { when: 'true', quorum: 20 }],
  ])('and these are none: %s', (_, approvers) => {
    expect(faultsOf(approvers)).toEqual([])
  })

  test('issuers that share numbers can differ', () => {
    const issuers = [acme, partner].map((one) => ({ ...one, person_namespace: 'staff' }))
    expect(faultsOf({ when: 'true', quorum: 2, distinct_issuers: true }, { issuers })).toEqual([])
    expect(faultsOf({ group: 'mixed', quorum: 2, distinct_issuers: true }, { issuers })).toEqual([])
    expect(faultsOf({ when: 'true', quorum: 3, distinct_issuers: true }, { issuers })).toEqual(unreachable(3, 2))
  })

  test('one person in two accounts is one', () => {
    const issuers = [acme, partner].map((one) => ({ ...one, person_namespace: 'staff' }))
    const links = [[account('E1'), account('E9', partner.issuer)]]
    expect(faultsOf({ group: 'mixed', quorum: 2 }, { issuers, links })).toEqual(unreachable(2, 1))
  })

  test('nor can people of whom no two can be told apart', () => {
    const { person: _, ...identity } = acme.identity
    const issuers = [{ ...acme, identity }]
    expect(faultsOf({ when: 'true', quorum: 2 }, { issuers, groups: {} })).toEqual(unreachable(2, 1))
    expect(
      faultsOf({ when: 'true', quorum: 2 }, { issuers: [{ ...acme, identity, email: 'unique' }], groups: {} }),
    ).toEqual([])
  })

  test('of who may replace the policy, too', () => {
    const compiled = compileWith({ group: 'leads' }, { replace: { approvers: { group: 'two', quorum: 3 } } })
    expect(compiled).toMatchObject({ ok: false, faults: [{ path: ['replace', 'approvers'] }] })
  })
})
