import { compileCondition, type Facts, type Issuer, type Policy, type Rule } from '../policy/index.ts'
import { demand } from './errors.ts'
import { isMember } from './member.ts'
import { type Claims, type Identity, identityOf, samePerson } from './person.ts'
import type { ActionRequest } from './request.ts'

/** The claims of a sign-in, and the issuer that vouches for them. */
export type Vouched = { readonly issuer: Issuer; readonly claims: Claims }

/**
 * Steps 4 and 5: that the one who decides belongs to the organisation, is provably not the one who asks, and that the rule lets them decide.
 *
 * @throws {ProtocolError} `not_a_member`, `approver_is_requester`, `approver_identity_unproven`, `approver_not_allowed`
 */
export function demandApprover(policy: Policy, rule: Rule, request: ActionRequest, vouched: Vouched): Identity {
  const approver = identityOf(vouched.issuer, vouched.claims)
  demand(isMember(vouched.issuer, vouched.claims), 'not_a_member')
  const sameness = samePerson(policy, request.requester, approver)
  demand(sameness !== 'same', 'approver_is_requester')
  demand(sameness === 'different', 'approver_identity_unproven')
  demand(mayDecide(rule, request, vouched), 'approver_not_allowed')
  return approver
}

/** Whether the rule's conditions hold over somebody's claims. Unknown lets nobody through: not in, and excluded. */
export function mayDecide(
  rule: Pick<Rule, 'approvers'>,
  request: Pick<ActionRequest, 'requester' | 'action'>,
  vouched: Vouched,
): boolean {
  const facts = {
    approver: approverFacts(vouched),
    requester: identityFacts(request.requester),
    action: request.action,
  }
  if (compileCondition(rule.approvers.when, 'approvers')(facts) !== 'yes') return false
  const { exclude } = rule.approvers
  return exclude === undefined || compileCondition(exclude, 'approvers')(facts) === 'no'
}

export function approverFacts({ issuer, claims }: Vouched): Facts {
  const groups = issuer.identity.groups === undefined ? undefined : claims[issuer.identity.groups]
  return { ...identityFacts(identityOf(issuer, claims)), ...(groups === undefined ? {} : { groups }), claims }
}

/** An address that the issuer itself calls unverified is anybody's to choose: to a condition it is absent. */
export function identityFacts({ email, email_unverified, ...rest }: Identity): Facts {
  return email === undefined || email_unverified ? rest : { ...rest, email }
}
