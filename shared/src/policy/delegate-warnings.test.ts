import { expect, test } from 'vitest'
import { exampleSource } from '../../vectors/example.ts'
import { compilePolicy } from './compile.ts'
import type { DelegateSource } from './delegate-source.ts'
import { delegateWarnings } from './delegate-warnings.ts'
import { mayApproveUnder } from './may-approve.ts'
import type { PolicySource } from './source.ts'

type Approvers = NonNullable<PolicySource['rules'][number]['approvers']>

const [acme] = exampleSource.issuers
const [rule] = exampleSource.rules
if (acme === undefined || rule === undefined) throw new Error('The example has an issuer and a rule.')
const { issuer } = acme
const account = (subject: string, iss = issuer) => ({ issuer: iss, subject })
const away = (from: string, to: string, since = '2027-01-11', until = '2027-01-15'): DelegateSource => ({
  from: account(from),
  to: account(to),
  since,
  until,
})
const groups: NonNullable<PolicySource['groups']> = {
  leads: { issuer, value: 'leads' },
  two: { people: [account('E1'), account('E2')] },
  three: { people: [account('E1'), account('E2'), account('E3')] },
  four: { people: [account('E1'), account('E2'), account('E3'), account('E4')] },
}

function sourceOf(approvers: Approvers, delegates: DelegateSource[], change: Partial<PolicySource> = {}): PolicySource {
  if (rule === undefined) throw new Error('The example has a rule.')
  const source = { ...exampleSource, groups, delegates, rules: [{ ...rule, approvers }], ...change }
  const compiled = compilePolicy(source)
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults))
  return source
}

const placesOf = (approvers: Approvers, ...delegates: DelegateSource[]) =>
  delegateWarnings(sourceOf(approvers, delegates)).map(({ path }) => path.join('.'))

test.each<[string, Approvers, readonly DelegateSource[]]>([
  ['two of two', { group: 'two', quorum: 2 }, [away('E1', 'E2')]],
  ['three of three', { group: 'three', quorum: 3 }, [away('E1', 'E2')]],
  [
    'two parts, also in stages, over the same two',
    {
      all: [
        { name: 'First', group: 'two' },
        { name: 'Then', group: 'two', stage: 2 },
      ],
    },
    [away('E2', 'E1')],
  ],
])('a delegate who is needed beside whom they stand in for is warned of: %s', (_, approvers, delegates) => {
  expect(placesOf(approvers, ...delegates)).toEqual(['delegates.0'])
})

test.each<[string, Approvers, readonly DelegateSource[]]>([
  ['somebody else stands in', { group: 'two', quorum: 2 }, [away('E1', 'E8')]],
  ['one of two', { group: 'two' }, [away('E1', 'E2')]],
  ['two of three', { group: 'three', quorum: 2 }, [away('E1', 'E2')]],
  ['two of a list, or of whoever is in a group', { group: ['two', 'leads'], quorum: 2 }, [away('E1', 'E2')]],
  ['two in the place of two', { group: 'two', quorum: 2 }, [away('E1', 'E8'), away('E2', 'E9')]],
  [
    'two who are away one after the other',
    { group: 'three', quorum: 2 },
    [away('E1', 'E3'), away('E2', 'E3', '2027-01-16', '2027-01-20')],
  ],
])('and these are fine: %s', (_, approvers, delegates) => {
  expect(placesOf(approvers, ...delegates)).toEqual([])
})

test('of several at once the one is named that is too many', () => {
  const approvers = { group: 'four', quorum: 3 }
  const first = away('E1', 'E2')
  const then = (since: string, until?: string) => away('E3', 'E4', since, until)
  expect(placesOf(approvers, first)).toEqual([])
  expect(placesOf(approvers, first, then('2027-01-12'))).toEqual(['delegates.1'])
  expect(placesOf(approvers, first, then('2027-01-16', '2027-01-17'))).toEqual([])
})

test('who is away may still decide, and then their delegate does in the place of another', () => {
  expect(placesOf({ group: 'three', quorum: 2 }, away('E1', 'E3'), away('E2', 'E3'))).toEqual([])
})

test('of who may replace the policy, too', () => {
  const replace = { approvers: { group: 'two', quorum: 2 } }
  const [warning] = delegateWarnings(sourceOf({ group: 'leads' }, [away('E1', 'E2')], { replace }))
  expect(warning?.message).toMatch(/^leaves too few for replace from 2027-01-11 to 2027-01-15: in that time E1 and E2/)
})

test('people of an issuer may approve where one of them decides in the place of somebody listed', () => {
  const sister = { ...acme, issuer: 'https://login.sister.example', person_namespace: 'staff' }
  const issuers = [{ ...acme, person_namespace: 'staff' }, sister]
  const policyWith = (delegates: DelegateSource[]) => {
    const compiled = compilePolicy(sourceOf({ group: 'two' }, delegates, { issuers }))
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults))
    return compiled.policy
  }
  const mayApprove = (delegates: DelegateSource[], of: string) => {
    const policy = policyWith(delegates)
    const approvers = policy.rules[0]?.approvers
    return approvers !== undefined && mayApproveUnder(policy, approvers, of)
  }
  const elsewhere = { ...away('E1', 'E8'), to: account('E8', sister.issuer) }
  expect(mayApprove([away('E1', 'E8')], sister.issuer)).toBe(false)
  expect(mayApprove([elsewhere], sister.issuer)).toBe(true)
  expect(mayApprove([elsewhere], issuer)).toBe(true)
})
