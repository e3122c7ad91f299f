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
import { isListed, namedBy } from './listed.ts'
import { type Identity, identityOf } from './person.ts'
import type { Vouched } from './vouched.ts'

/**
 * Whether somebody is in a group of the policy, by the claims of their token. Unknown lets nobody through and excludes
 * everybody: who is in too many groups for a token must not pass for one who is in none.
 *
 * @param at when it was asked: who is on duty then is in a rota
 */
export function isInGroup(policy: Policy, name: string, { issuer, claims }: Vouched, at: number): Truth {
  return isInNamed(policy, name, { identity: identityOf(issuer, claims), claims }, at)
}

/** The same of somebody whom the policy names, and who is not there: what is claimed of them is unknown. */
export function isAbsentInGroup(policy: Policy, name: string, account: Account, at: number): Truth {
  return isInNamed(policy, name, { identity: namedBy(account), claims: {} }, at)
}

type Somebody = { readonly identity: Identity; readonly claims: Claims }

function isInNamed(policy: Policy, name: string, who: Somebody, at: number): Truth {
  const group = groupNamed(policy, name)
  if (group === undefined) return 'unknown'
  if (!('rota' in group)) return isIn(policy, group, who)
  return someTruth(group.rota.map((turn) => everyTruth([isOnDuty(turn, at), isInTurn(policy, turn, who)])))
}

/** A rota of rotas could lead to itself: what another compiler has let in is unknown. */
function isInTurn(policy: Policy, turn: Turn, who: Somebody): Truth {
  if ('people' in turn) return isListed(policy, turn.people, who.identity)
  const group = groupNamed(policy, turn.group)
  return group === undefined || 'rota' in group ? 'unknown' : isIn(policy, group, who)
}

function groupNamed({ groups }: Policy, name: string): Group | undefined {
  return groups.find((one) => one.name === name)
}

function isIn(policy: Policy, group: PlainGroup, who: Somebody): Truth {
  return 'people' in group ? isListed(policy, group.people, who.identity) : isClaimed(group, who)
}

/** Another issuer's word about a group of the same name is none about this one. */
function isClaimed(group: Extract<Group, { claim: string }>, { identity, claims }: Somebody): Truth {
  if (identity.iss !== group.issuer) return 'no'
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
