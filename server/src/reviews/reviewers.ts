import { type Policy, ruleOf } from '@countersign/shared/policy'
import { type ActionRequest, isMember } from '@countersign/shared/protocol'
import type { Db } from '../db/connect.ts'
import { asApprover } from '../identity/people.ts'
import { type KnownPerson, readPeople } from '../identity/store.ts'
import { keptPolicies } from '../policy/kept.ts'

/**
 * Who could still review what went without approval, by the claims of their last sign-in: whoever the rule lets approve it,
 * and the policy in force lets sign in. That somebody has left the organisation since is not known here.
 *
 * @param request its text
 */
export async function whoCouldReview(db: Db, request: string): Promise<readonly KnownPerson[]> {
  const asked: ActionRequest = JSON.parse(request)
  const kept = await keptPolicies(db)
  const policy = kept.get(asked.policy)
  const rule = policy === undefined ? undefined : ruleOf(policy, asked.action)
  if (policy === undefined || rule === undefined) return []
  const inForce = [...kept.values()].at(-1) ?? policy
  const people = await readPeople(db)
  return people.filter((person) => maySignIn(inForce, person) && asApprover(policy, rule, asked, person) !== undefined)
}

function maySignIn({ issuers }: Policy, { iss, claims }: KnownPerson): boolean {
  const issuer = issuers.find((one) => one.issuer === iss)
  return issuer !== undefined && isMember(issuer, claims)
}
