import { describe, expect, test } from 'vitest'
import { delegateVectors } from '../../vectors/cases/delegates.ts'
import type { Rule } from '../policy/index.ts'
import { demandApprover } from './approver.ts'
import { ProtocolError } from './errors.ts'
import { explainApprover } from './explain-approver.ts'
import { countParts, hasQuorum } from './quorum.ts'
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

function judged<T>(judge: () => T): T | string {
  try {
    return judge()
  } catch (error) {
    if (error instanceof ProtocolError) return error.code
    throw error
  }
}
