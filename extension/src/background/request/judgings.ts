import { type Policy, ruleOf } from '@countersign/shared/policy'
import type { VerifiedRequest } from '@countersign/shared/protocol'
import { currentPolicy, policyByDigest } from '../policy/policy.ts'
import type { Own } from './request.ts'

/** One policy that the request is judged by, and its own rule there. */
export type Judging = { readonly policy: Policy; readonly own: VerifiedRequest }

/** The policy that it was made under, and a newer one; undefined where one of them has no such rule. */
export async function judgingsOf(own: Own): Promise<readonly Judging[] | undefined> {
  const [made, current] = await Promise.all([policyByDigest(own.request.policy), currentPolicy()])
  if (made === undefined) return undefined
  const policies = made.digest === current.digest ? [made] : [made, current]
  const judgings = policies.flatMap(({ policy }) => {
    const rule = ruleOf(policy, own.request.action)
    return rule === undefined ? [] : [{ policy, own: { ...own, rule } }]
  })
  return judgings.length === policies.length ? judgings : undefined
}
