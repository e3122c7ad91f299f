import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exampleRequest, exampleSource } from '../../vectors/example.ts'
import { compilePolicy, type Policy, type PolicySource, type Rule, ruleOf } from '../policy/index.ts'
import { partsFor } from './approver.ts'
import { digestOf } from './digest.ts'
import { identityOf } from './person.ts'
import { hasQuorum } from './quorum.ts'

type RuleSource = PolicySource['rules'][number]
type Approvers = RuleSource['approvers']

const [issuer] = exampleSource.issuers
const [example] = exampleSource.rules
if (issuer === undefined || example === undefined) throw new Error('the example has them')

const names = ['a', 'b', 'c'] as const
const part = fc.record({
  group: fc.subarray([...names], { minLength: 1 }),
  quorum: fc.constantFrom(1, 2, 3, 'size(params.repo) > 3 ? 2 : 1', 'size(params.repo) > 30 ? 1 : 3'),
})
const approvers: fc.Arbitrary<Approvers> = fc.oneof(
  part,
  fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => ({
    all: parts.map((one, index) => ({ ...one, name: `Part ${index}` })),
  })),
)
const people = fc.array(fc.subarray([...names]), { maxLength: 6 })

test('several rules have their quorum exactly where each of them has it', async () => {
  let [reached, missed] = [0, 0]
  const property = fc.asyncProperty(
    fc.array(approvers, { minLength: 2, maxLength: 4 }),
    fc.array(people, { minLength: 10, maxLength: 10 }),
    async (written, crowds) => {
      const policy = policyOf(written)
      const judge = await judgeFor(policy)
      for (const crowd of crowds) {
        const each = policy.rules.every((rule) => judge(rule, crowd))
        expect(judge(together(policy), crowd)).toBe(each)
        if (each) reached += 1
        else missed += 1
      }
    },
  )
  await fc.assert(property, { numRuns: 200 })
  expect(Math.min(reached, missed)).toBeGreaterThan(50)
})

test('whoever one of them excludes decides for none of them', async () => {
  const excluding = { group: ['a'], exclude: "'b' in approver.groups" }
  const policy = policyOf([{ group: ['a'] }, excluding, { group: ['c'], exclude_groups: ['b'] }])
  const judge = await judgeFor(policy)
  expect(judge(together(policy), [['a', 'c']])).toBe(true)
  expect(judge(together(policy), [['a', 'b', 'c']])).toBe(false)
  expect(judge(together(policy), [['a'], ['b', 'c']])).toBe(false)
})

function policyOf(written: readonly Approvers[]): Policy {
  const groups = Object.fromEntries(names.map((value) => [value, { issuer: issuer?.issuer ?? '', value }]))
  const rules = written.map((approvers, index) => ({ ...example, id: `rule-${index}`, approvers }) as RuleSource)
  const compiled = compilePolicy({ ...exampleSource, issuers: [{ ...issuer, subjects: 'public' }], groups, rules })
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults))
  return { ...compiled.policy, rules: compiled.policy.rules.filter(({ id }) => id.startsWith('rule-')) }
}

function together(policy: Policy): Rule {
  const [rule = '', ...also] = policy.rules.map(({ id }) => id)
  const found = ruleOf(policy, { rule, also })
  if (found === undefined) throw new Error('they are in the policy')
  return found
}

/** Whether a crowd, each by the groups that they are in, is enough for a rule. */
async function judgeFor(policy: Policy) {
  const request = await exampleRequest(policy, await digestOf(policy))
  const [vouching] = policy.issuers
  if (vouching === undefined) throw new Error('there is one')
  return (rule: Rule, crowd: readonly (readonly string[])[]) => {
    const approvals = crowd.flatMap((groups, index) => {
      const claims = { sub: `s-${index}`, employee_id: `E-${index}`, groups: [...groups] }
      const parts = partsFor(policy, rule, request, { issuer: vouching, claims })
      return parts.length === 0 ? [] : [{ approver: identityOf(vouching, claims), parts }]
    })
    return hasQuorum(policy, { rule, request }, approvals)
  }
}
