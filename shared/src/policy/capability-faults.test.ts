import { describe, expect, test } from 'vitest'
import { exampleSource } from '../../vectors/example.ts'
import { compilePolicy } from './compile.ts'
import type { PolicySource } from './source.ts'

type IssuerSource = PolicySource['issuers'][number]
type RuleSource = PolicySource['rules'][number]
type Capabilities = NonNullable<IssuerSource['capabilities']>

const [issuer] = exampleSource.issuers
const [rule] = exampleSource.rules
if (issuer === undefined || rule === undefined) throw new Error('The example has an issuer and a rule.')
const [first, second] = [issuer, { ...issuer, issuer: 'https://login.partner.example', name: 'Partner' }]

function faultsOf(change: Partial<RuleSource>, ...issuers: readonly IssuerSource[]) {
  const compiled = compilePolicy({
    ...exampleSource,
    issuers: [...issuers],
    rules: [{ ...rule, ...change } as RuleSource],
  })
  return compiled.ok ? [] : compiled.faults.map(({ path, message }) => `${path.join('.')} ${message}`)
}

const saying = (capabilities: Capabilities, of: IssuerSource = first): IssuerSource => ({ ...of, capabilities })

test('capabilities are signed as they were written, and no capabilities are none', () => {
  const capabilities = { auth_time: true, prompt_login: true, acr: ['phrh'], groups: true, iss_parameter: false }
  const compiled = compilePolicy({ ...exampleSource, issuers: [saying(capabilities)] })
  expect(compiled.ok && compiled.policy.issuers[0]?.capabilities).toEqual(capabilities)
  const without = compilePolicy(exampleSource)
  expect(without.ok && without.policy.issuers[0]).not.toHaveProperty('capabilities')
})

test.each([[{ auth_time: 'yes' }], [{ acr: 'phrh' }], [{ acr: [''] }], [{ mfa: true }]])(
  '%j are no capabilities',
  (capabilities) => {
    const issuers = [{ ...first, capabilities }]
    expect(compilePolicy({ ...exampleSource, issuers }).ok).toBe(false)
  },
)

test('what an issuer does not say of itself is refused of no rule', () => {
  const demanding: Partial<RuleSource> = { reauth: 'always', acr: ['phrh'] }
  expect(faultsOf(demanding, first)).toEqual([])
  expect(faultsOf(demanding, saying({}))).toEqual([])
  expect(faultsOf(demanding, saying({ auth_time: true, prompt_login: true, acr: ['phrh'], groups: true }))).toEqual([])
})

describe('a fresh sign-in', () => {
  test.each<[string, Partial<RuleSource>, Capabilities, RegExp]>([
    ['is what a rule asks for by itself', {}, { auth_time: false }, /^rules\.0\.reauth .*Acme SSO.*auth_time.*session/],
    ['is asked for by always', { reauth: 'always' }, { prompt_login: false }, /^rules\.0\.reauth .*prompt_login/],
    ['is asked for by an age', { reauth: { max_age: 60 } }, { auth_time: false }, /^rules\.0\.reauth .*max_age/],
    ['is needed where it is too old', { reauth: { max_age: 60 } }, { prompt_login: false }, /^rules\.0\.reauth .*anew/],
  ])('%s, and refused where the issuer has none', (_, change, capabilities, words) => {
    expect(faultsOf(change, saying(capabilities))).toEqual([expect.stringMatching(words)])
  })

  test('is not asked for by session', () => {
    expect(faultsOf({ reauth: 'session' }, saying({ auth_time: false, prompt_login: false }))).toEqual([])
  })

  test('that cannot be had is refused of who may replace the policy, too', () => {
    const replace = { approvers: rule.approvers }
    const rules = [{ ...rule, reauth: 'session' as const }]
    const compiled = compilePolicy({ ...exampleSource, rules, replace, issuers: [saying({ auth_time: false })] })
    expect(compiled).toMatchObject({ ok: false, faults: [{ path: ['replace', 'reauth'] }] })
  })
})

test('a strength that the issuer does not deliver is refused, and one of several is enough', () => {
  expect(faultsOf({ acr: ['phrh', 'phr'] }, saying({ acr: ['phr', 'pwd'] }))).toEqual([])
  expect(faultsOf({ acr: ['phrh'] }, saying({ acr: ['pwd'] }))).toEqual([
    expect.stringMatching(/^rules\.0\.acr .*none of phrh\. It delivers pwd$/),
  ])
  expect(faultsOf({ acr: ['phrh'] }, saying({ acr: [] }))).toEqual([expect.stringMatching(/Leave acr out/)])
})

describe('groups that the issuer does not deliver', () => {
  const none = saying({ groups: false })
  const here = "approver.iss == 'https://login.acme.example'"
  const inLeads = "'leads' in approver.groups"
  const byMail = "approver.email in ['a@acme.example']"

  test.each([
    inLeads,
    `${byMail} && ${inLeads}`,
    `${inLeads} || approver.groups.exists(group, group.startsWith('lead'))`,
    `!(${inLeads})`,
    `!(${byMail} || ${inLeads})`,
    `approver['groups'] == ['leads']`,
    `'leads' in approver.claims.groups`,
    `'leads' in approver.claims['groups']`,
    `${here} && ${inLeads}`,
    `(${here} && ${inLeads}) || (!(${here}) && ${byMail})`,
    `has(approver.groups) ? ${inLeads} : false`,
  ])('are needed by: %s', (when) => {
    expect(faultsOf({ approvers: { when } }, none)).toEqual([
      expect.stringMatching(/^rules\.0\.approvers\.when reads approver\.groups, which Acme SSO .*approver\.email/),
    ])
  })

  test.each([
    byMail,
    `${byMail} || ${inLeads}`,
    `!(${byMail} && ${inLeads})`,
    `approver.claims.department == 'groups'`,
    `'leads' in requester.groups`,
    `(${here} && ${byMail}) || ${inLeads}`,
  ])('are not needed by: %s', (when) => {
    expect(faultsOf({ approvers: { when } }, none)).toEqual([])
  })

  test('are not needed of people whom the rule keeps out: nobody is left', () => {
    expect(faultsOf({ approvers: { when: `!(${here}) && ${inLeads}` } }, none)).toEqual([
      expect.stringMatching(/^rules\.0\.approvers cannot be reached/),
    ])
  })

  test('are needed by a group of the claim, and not by one of another claim or by a list', () => {
    const groups = {
      leads: { issuer: first.issuer, value: 'leads' },
      roles: { issuer: first.issuer, claim: 'roles', value: 'leads' },
      listed: { people: [{ issuer: first.issuer, subject: 'E2' }] },
    }
    const of = (approvers: RuleSource['approvers']) => {
      const rules = [{ ...rule, approvers }]
      const compiled = compilePolicy({ ...exampleSource, issuers: [none], groups, rules })
      return compiled.ok ? [] : compiled.faults.map(({ path }) => path.join('.'))
    }
    expect(of({ group: 'leads' })).toEqual(['rules.0.approvers.group'])
    expect(of({ group: 'roles' })).toEqual([])
    expect(of({ group: ['leads', 'listed'] })).toEqual([])
    expect(of({ group: 'roles', exclude_groups: ['leads'] })).toEqual(['rules.0.approvers.exclude_groups'])
    expect(of({ all: [{ group: 'roles' }, { group: 'leads' }] })).toEqual(['rules.0.approvers.all.1.group'])
  })

  test('exclude everybody where they exclude anybody', () => {
    const approvers = { when: byMail, exclude: "'interns' in approver.groups" }
    expect(faultsOf({ approvers }, none)).toEqual([expect.stringMatching(/^rules\.0\.approvers\.exclude reads/)])
    expect(faultsOf({ approvers: { ...approvers, exclude: `${here} && ${byMail}` } }, none)).toEqual([])
  })
})

test('an issuer whose people the rule does not let decide is not asked', () => {
  const { groups: _, ...identity } = second.identity
  const partner = saying({ auth_time: false, groups: false, acr: [] }, { ...second, identity })
  const when = "approver.iss == 'https://login.acme.example' && 'leads' in approver.groups"
  expect(faultsOf({ approvers: { when }, acr: ['phrh'] }, first, partner)).toEqual([])
  const anybody = "'leads' in approver.groups"
  const exclude = "approver.iss != 'https://login.acme.example'"
  expect(faultsOf({ approvers: { when: anybody, exclude } }, first, partner)).toEqual([])
  expect(faultsOf({ approvers: { when: anybody } }, first, partner)).toHaveLength(2)
})
