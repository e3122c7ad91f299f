import { expect, test } from 'vitest'
import { created, exampleSource, salt } from '../../vectors/example.ts'
import { compilePolicy, type Policy, type PolicySource } from '../policy/index.ts'
import { type Action, makeAction } from './action.ts'
import { demandApprover } from './approver.ts'
import type { Claims } from './claim.ts'
import { explainApprover } from './explain-approver.ts'
import type { ActionRequest } from './request.ts'

const approvers: PolicySource['rules'][number]['approvers'] = {
  when: "'platform-leads' in approver.groups && approver.email.endsWith('@acme.example')",
  exclude: 'approver.claims.contractor == true',
}
const policy = compiled({
  ...exampleSource,
  rules: exampleSource.rules.slice(0, 1).map((one) => ({ ...one, approvers })),
})
const [rule] = policy.rules

const requester = { iss: 'https://login.acme.example', subject: 's-0', person: 'p-0', email: 'req@acme.example' }
const lead: Claims = {
  sub: 's-1',
  employee_id: 'p-1',
  email: 'lead@acme.example',
  groups: ['platform-leads'],
  contractor: false,
}

const people: readonly (readonly [name: string, claims: Claims, verdict: string, because: readonly string[]])[] = [
  ['a lead', lead, 'yes', []],
  ['a lead of no group', { ...lead, groups: ['dev'] }, 'no', ['allowed']],
  ['somebody without groups', without('groups'), 'unknown', ['allowed']],
  ['a contractor', { ...lead, contractor: true }, 'no', ['not-excluded']],
  ['somebody of whom it is not said', without('contractor'), 'unknown', ['not-excluded']],
  ['who asks', { ...lead, employee_id: 'p-0' }, 'no', ['different-person']],
  ['somebody who could be who asks', without('employee_id'), 'unknown', ['different-person']],
  ['a stranger', { ...lead, email: 'lead@other.example' }, 'no', ['member', 'allowed']],
  ['a token without an account', without('sub'), 'no', ['subject']],
  ['a token of another issuer', { ...lead, iss: 'https://other.example' }, 'no', ['issuer']],
]

test.each(people)(
  '%s: the answer is the one that counts, with what decided it',
  async (_, claims, verdict, because) => {
    if (rule === undefined) throw new Error('The policy has a rule.')
    const action = await made()
    const explained = explainApprover(policy, rule, { requester, action, created }, claims)
    expect(explained.verdict).toBe(verdict)
    expect(explained.questions.flatMap(({ what, truth }) => (truth === 'yes' ? [] : [what]))).toEqual(because)

    const issuer = policy.issuers.find((one) => one.issuer === (claims['iss'] ?? one.issuer))
    if (issuer === undefined) return
    // Nothing else of a request is asked for its approver.
    const request = { requester, action, created } as ActionRequest
    const demand = () => demandApprover(policy, rule, request, { issuer, claims })
    if (verdict === 'yes') expect(demand()).toMatchObject({ approver: { subject: 's-1' }, parts: [0] })
    else expect(demand).toThrow()
  },
)

test('the facts are those that the condition speaks of; one that is absent has no value', async () => {
  if (rule === undefined) throw new Error('The policy has a rule.')
  const { questions } = explainApprover(policy, rule, { requester, action: await made(), created }, without('groups'))
  const [{ when } = {}] = questions.flatMap((question) => (question.what === 'allowed' ? question.parts : []))
  expect(when).toMatchObject({
    facts: [{ name: 'approver.groups' }, { name: 'approver.email', value: 'lead@acme.example' }],
  })
  expect(when?.facts[0]).not.toHaveProperty('value')
})

test('the time is a fact that can be read', async () => {
  const hours = { when: "inWindow(time, 'Mon-Fri', 'UTC') && approver.claims.time == 'x'" }
  const timed = compiled({ ...exampleSource, rules: exampleSource.rules.map((one) => ({ ...one, approvers: hours })) })
  const [first] = timed.rules
  if (first === undefined) throw new Error('The policy has a rule.')
  const { questions } = explainApprover(timed, first, { requester, action: await made(), created }, lead)
  const [{ when } = {}] = questions.flatMap((question) => (question.what === 'allowed' ? question.parts : []))
  expect(JSON.stringify(when?.facts)).toBe(
    '[{"name":"approver.claims.time"},{"name":"time","value":"2027-01-15T08:00:00.000Z"}]',
  )
})

test('where nobody is said to ask, nobody is compared', async () => {
  if (rule === undefined) throw new Error('The policy has a rule.')
  const { questions, verdict } = explainApprover(
    policy,
    rule,
    { requester: undefined, action: await made(), created },
    lead,
  )
  expect(verdict).toBe('yes')
  expect(questions.map(({ what }) => what)).toEqual(['member', 'allowed', 'not-excluded'])
})

function without(claim: string): Claims {
  return Object.fromEntries(Object.entries(lead).filter(([name]) => name !== claim))
}

async function made(): Promise<Action> {
  const url = 'https://github.example/acme/payments/settings/delete'
  const action = await makeAction(policy, salt, { method: 'POST', url, headers: [], body: { kind: 'none' } })
  if (action === undefined) throw new Error('The rule protects it.')
  return action
}

function compiled(source: PolicySource): Policy {
  const result = compilePolicy(source)
  if (!result.ok) throw new Error(JSON.stringify(result.faults))
  return result.policy
}
