import { compileCondition, type Issuer } from '../policy/index.ts'
import type { Claims } from './claim.ts'

/** Whether the policy admits somebody with these claims. Unknown is not a member. */
export function isMember(issuer: Issuer, claims: Claims): boolean {
  if (issuer.members === undefined) return true
  return compileCondition(issuer.members, 'members')({ claims }) === 'yes'
}
