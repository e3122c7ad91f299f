import {
  type Account,
  everyTruth,
  type Group,
  isOnDuty,
  type PlainGroup,
  type Policy,
  someTruth,
  type Truth,
  type Turn,
} from '../policy/index.ts'
import type { Claims } from './claim.ts'
import { claimAt } from './claim.ts'
import { identityOf, samePerson } from './person.ts'
import type { Vouched } from './vouched.ts'

/**
 * Whether somebody is in a group of the policy, by the claims of their token. Unknown lets nobody through and excludes
 * everybody: who is in too many groups for a token must not pass for one who is in none.
 *
 * @param at when it was asked: who is on duty then is in a rota
 */
export function isInGroup(policy: Policy, name: string, vouched: Vouched, at: number): Truth {
  const group = groupNamed(policy, name)
  if (group === undefined) return 'unknown'
  if (!('rota' in group)) return isIn(policy, group, vouched)
  return someTruth(group.rota.map((turn) => everyTruth([isOnDuty(turn, at), isInTurn(policy, turn, vouched)])))
}

/** A rota of rotas could lead to itself: what another compiler has let in is unknown. */
function isInTurn(policy: Policy, turn: Turn, vouched: Vouched): Truth {
  if ('people' in turn) return isListed(policy, turn, vouched)
  const group = groupNamed(policy, turn.group)
  return group === undefined || 'rota' in group ? 'unknown' : isIn(policy, group, vouched)
}

function groupNamed({ groups }: Policy, name: string): Group | undefined {
  return groups.find((one) => one.name === name)
}

function isIn(policy: Policy, group: PlainGroup, vouched: Vouched): Truth {
  return 'people' in group ? isListed(policy, group, vouched) : isClaimed(group, vouched)
}

/** Another issuer's word about a group of the same name is none about this one. */
function isClaimed(group: Extract<Group, { claim: string }>, { issuer, claims }: Vouched): Truth {
  if (issuer.issuer !== group.issuer) return 'no'
  if (isElsewhere(claims, group.claim)) return 'unknown'
  const claimed = claimAt(claims, group.claim)
  const values = typeof claimed === 'string' ? [claimed] : claimed
  if (!Array.isArray(values) || !values.every((value) => typeof value === 'string')) return 'unknown'
  return values.includes(group.value) ? 'yes' : 'no'
}

/** A provider that has too many for the token says where they could be asked for (OpenID Connect Core §5.6.2). */
export function isElsewhere(claims: Claims, claim: string): boolean {
  const names = claims['_claim_names']
  const isNamed = (name: string) => names !== null && typeof names === 'object' && Object.hasOwn(names, name)
  if (isNamed(claim) || isNamed(claim.split('.')[0] ?? claim)) return true
  const { hasgroups } = claims
  return claim === 'groups' && (hasgroups === true || hasgroups === 'true')
}

/** By any of a person's accounts that the policy knows to be theirs. Who hides their number could be any of them. */
function isListed(
  policy: Policy,
  { people }: { readonly people: readonly Account[] },
  { issuer, claims }: Vouched,
): Truth {
  const identity = identityOf(issuer, claims)
  const isThere = people.some(({ issuer: iss, subject }) => {
    return samePerson(policy, { iss, subject, person: subject }, identity) === 'same'
  })
  if (isThere) return 'yes'
  return issuer.identity.person !== undefined && identity.person === undefined ? 'unknown' : 'no'
}
