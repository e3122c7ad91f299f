import { demand } from '../errors.ts'
import { type Account, compileCondition, type Facts, type Policy, type Rule, someTruth } from '../policy/index.ts'
import { claimAt } from './claim.ts'
import { isDelegateOf, principalsOf } from './delegate.ts'
import { isAbsentInGroup, isInGroup } from './group.ts'
import { namedBy } from './listed.ts'
import { isMember } from './member.ts'
import { type Identity, identityOf, samePerson } from './person.ts'
import type { ActionRequest } from './request.ts'
import { satisfies } from './satisfies.ts'
import type { Vouched } from './vouched.ts'

/** Somebody who may decide, and the parts of the rule's approvers, by index, that their claims satisfy. */
export type Approver = { readonly approver: Identity; readonly parts: readonly number[] }

/**
 * Steps 4 and 5: that the one who decides belongs to the organisation, is provably not the one who asks, and that the rule lets them decide.
 *
 * @throws {ProtocolError} `not_a_member`, `approver_is_requester`, `approver_is_delegate`, `approver_identity_unproven`,
 *   `approver_not_allowed`
 */
export function demandApprover(policy: Policy, rule: Rule, request: ActionRequest, vouched: Vouched): Approver {
  const approver = identityOf(vouched.issuer, vouched.claims)
  demand(isMember(vouched.issuer, vouched.claims), 'not_a_member')
  const sameness = samePerson(policy, request.requester, approver)
  demand(sameness !== 'same', 'approver_is_requester')
  demand(sameness === 'different', 'approver_identity_unproven')
  const standsIn = isDelegateOf(policy, approver, request.requester, request.created)
  demand(standsIn !== 'yes', 'approver_is_delegate')
  demand(standsIn === 'no', 'approver_identity_unproven')
  const parts = partsFor(policy, rule, request, vouched)
  demand(parts.length > 0, 'approver_not_allowed')
  return { approver, parts }
}

/**
 * The parts of a rule's approvers, by index, that somebody with these claims may decide for, also in the place of those
 * whose delegate they are. Unknown lets nobody through: not in, and excluded.
 */
export function partsFor(
  policy: Policy,
  { approvers }: Pick<Rule, 'approvers'>,
  request: Pick<ActionRequest, 'requester' | 'action' | 'created'>,
  vouched: Vouched,
): readonly number[] {
  if (approvers === undefined) return []
  const facts = {
    approver: vouchedFacts(vouched),
    requester: identityFacts(request.requester),
    action: request.action,
    time: new Date(request.created),
  }
  const { parts, exclude, exclude_groups } = approvers
  if (exclude !== undefined && compileCondition(exclude, 'approvers')(facts) !== 'no') return []
  const isIn = (name: string) => isInGroup(policy, name, vouched, request.created)
  if (exclude_groups.some((name) => isIn(name) !== 'no')) return []
  const places = placesOf(policy, { approvers }, request, vouched)
  const isThere = (name: string) =>
    someTruth([isIn(name), ...places.map((account) => isAbsentInGroup(policy, name, account, request.created))])
  return parts.flatMap((part, index) => (satisfies(part, 'approvers', isThere, facts) ? [index] : []))
}

/** What is asked, as far as it is known: without a request nobody asks yet. */
export type AskedAbout = Pick<ActionRequest, 'action' | 'created'> & { readonly requester: Identity | undefined }

/**
 * In whose place somebody may decide under a rule: of those who could decide it themselves, as far as the policy alone
 * shows that. They are away, so no more is known of them than their account.
 */
export function placesOf(
  policy: Policy,
  { approvers }: Pick<Rule, 'approvers'>,
  { requester, action, created }: AskedAbout,
  { issuer, claims }: Vouched,
): readonly Account[] {
  if (approvers === undefined) return []
  const { exclude, exclude_groups } = approvers
  const about = { requester: requester === undefined ? {} : identityFacts(requester), action, time: new Date(created) }
  return principalsOf(policy, identityOf(issuer, claims), created).filter((account) => {
    if (requester !== undefined && samePerson(policy, requester, namedBy(account)) !== 'different') return false
    const facts = { ...about, approver: { iss: account.issuer } }
    if (exclude !== undefined && compileCondition(exclude, 'approvers')(facts) !== 'no') return false
    return exclude_groups.every((name) => isAbsentInGroup(policy, name, account, created) === 'no')
  })
}

/** What conditions know of somebody who signed in. */
export function vouchedFacts({ issuer, claims }: Vouched): Facts {
  const groups = issuer.identity.groups === undefined ? undefined : claimAt(claims, issuer.identity.groups)
  return { ...identityFacts(identityOf(issuer, claims)), ...(groups === undefined ? {} : { groups }), claims }
}

/** An address that the issuer itself calls unverified is anybody's to choose: to a condition it is absent. */
export function identityFacts({ email, email_unverified, ...rest }: Identity): Facts {
  return email === undefined || email_unverified ? rest : { ...rest, email }
}
