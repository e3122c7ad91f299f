import { compileCondition, type Facts, type Part, type Policy, type Rule, type Truth } from '../policy/index.ts'
import { claimAt } from './claim.ts'
import { demand } from './errors.ts'
import { isInGroup } from './group.ts'
import { isMember } from './member.ts'
import { type Identity, identityOf, samePerson } from './person.ts'
import type { ActionRequest } from './request.ts'
import type { Vouched } from './vouched.ts'

/** Somebody who may decide, and the parts of the rule's approvers, by index, that their claims satisfy. */
export type Approver = { readonly approver: Identity; readonly parts: readonly number[] }

/**
 * Steps 4 and 5: that the one who decides belongs to the organisation, is provably not the one who asks, and that the rule lets them decide.
 *
 * @throws {ProtocolError} `not_a_member`, `approver_is_requester`, `approver_identity_unproven`, `approver_not_allowed`
 */
export function demandApprover(policy: Policy, rule: Rule, request: ActionRequest, vouched: Vouched): Approver {
  const approver = identityOf(vouched.issuer, vouched.claims)
  demand(isMember(vouched.issuer, vouched.claims), 'not_a_member')
  const sameness = samePerson(policy, request.requester, approver)
  demand(sameness !== 'same', 'approver_is_requester')
  demand(sameness === 'different', 'approver_identity_unproven')
  const parts = partsFor(policy, rule, request, vouched)
  demand(parts.length > 0, 'approver_not_allowed')
  return { approver, parts }
}

/**
 * The parts of a rule's approvers, by index, that somebody with these claims may decide for. Unknown lets nobody
 * through: not in, and excluded.
 */
export function partsFor(
  policy: Policy,
  { approvers }: Pick<Rule, 'approvers'>,
  request: Pick<ActionRequest, 'requester' | 'action' | 'created'>,
  vouched: Vouched,
): readonly number[] {
  if (approvers === undefined) return []
  const facts = {
    approver: approverFacts(vouched),
    requester: identityFacts(request.requester),
    action: request.action,
    time: new Date(request.created),
  }
  const { parts, exclude, exclude_groups } = approvers
  if (exclude !== undefined && compileCondition(exclude, 'approvers')(facts) !== 'no') return []
  const isIn = (name: string) => isInGroup(policy, name, vouched, request.created)
  if (exclude_groups.some((name) => isIn(name) !== 'no')) return []
  return parts.flatMap((part, index) => (satisfies(part, isIn, facts) ? [index] : []))
}

function satisfies({ groups, when }: Part, isIn: (group: string) => Truth, facts: Facts): boolean {
  if (groups === undefined && when === undefined) return false
  return (
    (groups === undefined || groups.some((name) => isIn(name) === 'yes')) &&
    (when === undefined || compileCondition(when, 'approvers')(facts) === 'yes')
  )
}

export function approverFacts({ issuer, claims }: Vouched): Facts {
  const groups = issuer.identity.groups === undefined ? undefined : claimAt(claims, issuer.identity.groups)
  return { ...identityFacts(identityOf(issuer, claims)), ...(groups === undefined ? {} : { groups }), claims }
}

/** An address that the issuer itself calls unverified is anybody's to choose: to a condition it is absent. */
export function identityFacts({ email, email_unverified, ...rest }: Identity): Facts {
  return email === undefined || email_unverified ? rest : { ...rest, email }
}
