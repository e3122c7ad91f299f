import { describe, expect, test } from 'vitest'
import { delegateVectors } from '../../vectors/cases/delegates.ts'
import { ProtocolError } from '../errors.ts'
import type { Rule } from '../policy/index.ts'
import { demandApprover } from './approver.ts'
import { explainApprover } from './explain-approver.ts'
import { countParts, hasQuorum } from './quorum.ts'
import { representedBy } from './represented.ts'
import type { ActionRequest } from './request.ts'

const { policy, request, deciding, counting } = await delegateVectors()

describe('of the published cases', () => {
  test.each(deciding)('$why: $expected', ({ approvers, issuer: iss, claims, requester, time, expected }) => {
    const issuer = policy.issuers.find((one) => one.issuer === iss)
    if (issuer === undefined) throw new Error('The policy has that issuer.')
    const asked = { ...request, requester: requester ?? request.requester, created: time ?? request.created }
    // All that is looked at of a rule and of a request.
    const [rule, whole] = [{ approvers } as Rule, { ...asked } as Partial<ActionRequest> as ActionRequest]
    const isMember = { ...issuer, members: 'true' }
    expect(judged(() => demandApprover(policy, rule, whole, { issuer: isMember, claims }).parts)).toEqual(expected)
    const open = { ...policy, issuers: policy.issuers.map((one) => ({ ...one, members: 'true' })) }
    const explained = explainApprover(open, rule, asked, { ...claims, iss })
    expect(explained.verdict === 'yes' ? explained.parts : 'refused').toEqual(
      typeof expected === 'string' ? 'refused' : expected,
    )
  })

  test.each(counting)('$why: $counted', ({ quorums, sets, distinct_issuers, approvals, time, counted, reached }) => {
    const parts = quorums.map((quorum, index) => ({ name: `Part ${index}`, when: 'true', quorum }))
    const approvers = { parts, exclude_groups: [], distinct_issuers, ...(sets === undefined ? {} : { sets }) }
    const asked = { rule: { approvers }, request: { ...request, created: time } }
    expect(countParts(policy, asked, approvals).reduce((sum, { count }) => sum + count, 0)).toBe(counted)
    expect(hasQuorum(policy, asked, approvals)).toBe(reached)
  })
})

test('in whose place somebody decides is said where they could not by themselves', () => {
  const [acme] = policy.issuers
  if (acme === undefined) throw new Error('The policy has an issuer.')
  const saidOf = (why: string) => {
    const found = deciding.find((one) => one.why === why)
    if (found === undefined) throw new Error(`There is a case ${why}.`)
    const { approvers, claims } = found
    return representedBy(policy, { approvers }, request, { issuer: acme, claims }).map(({ subject }) => subject)
  }
  expect(saidOf('in the place of somebody listed')).toEqual(['E2', 'E5'])
  expect(saidOf('in the place of two, of whom one is excluded')).toEqual(['E2'])
  expect(saidOf('their own part and that of the place')).toEqual(['E2', 'E5'])
  expect(saidOf('a group by claim, their own')).toEqual([])
  expect(saidOf('a condition that their own token does not fulfil')).toEqual([])
  expect(saidOf('in nobody’s place')).toEqual([])
})

function judged<T>(judge: () => T): T | string {
  try {
    return judge()
  } catch (error) {
    if (error instanceof ProtocolError) return error.code
    throw error
  }
}
