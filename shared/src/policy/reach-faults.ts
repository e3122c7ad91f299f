import type { Account } from './account.ts'
import { type ApproversSource, groupsOf, type PartSource, partsIn } from './approvers-source.ts'
import type { PolicyFault } from './fault.ts'
import { type Candidate, fillParts } from './fill-parts.ts'
import { isDecided, needsGroups } from './needs-groups.ts'
import { groupsBehind, moments } from './on-duty.ts'
import type { PolicySource } from './source.ts'

type Issuer = PolicySource['issuers'][number]

/**
 * That nobody could ever reach what is asked for, as far as the policy itself shows it: lists of people that are too
 * short, also for several parts together, and people who could never be told apart, or are of one issuer where issuers
 * have to differ. Whoever is in a group by a claim is taken to exist. Asked only where everything else is right.
 */
export function reachFaults(source: PolicySource): PolicyFault[] {
  const all: readonly (readonly [ApproversSource, PolicyFault['path']])[] = [
    ...source.rules.flatMap(({ approvers }, index) =>
      approvers === undefined ? [] : [[approvers, ['rules', index, 'approvers']] as const],
    ),
    ...(source.replace === undefined ? [] : [[source.replace.approvers, ['replace', 'approvers']] as const]),
  ]
  return all.flatMap(([approvers, path]) => {
    const sizes = partsIn(approvers).map(({ part: { quorum = 1 } }) => (typeof quorum === 'number' ? quorum : 1))
    const needed = sizes.reduce((sum, size) => sum + size, 0)
    const names = partsIn(approvers).flatMap(({ part }) => groupsOf(part))
    const times = moments(source.groups ?? {}, names)
    // Without a rota it is the same at all times.
    const reached = Math.max(
      ...(times.length === 0 ? [undefined] : times).map((at) => reachedAt(approvers, sizes, source, at)),
    )
    if (reached >= needed) return []
    const when = times.length === 0 ? 'ever count' : 'count at any one time'
    return [{ path, message: `cannot be reached: they need ${needed}, and of those named ${reached} could ${when}` }]
  })
}

/** How many places those could fill who are on duty then. */
function reachedAt(
  approvers: ApproversSource,
  sizes: readonly number[],
  source: PolicySource,
  at: number | undefined,
): number {
  const people = possiblePeople(
    approvers,
    source,
    sizes.reduce((sum, size) => sum + size, 0),
    at,
  )
  const inConflict = conflicts(people, approvers.distinct_issuers === true, source)
  return fillParts(sizes, people, inConflict).reduce((sum, count) => sum + count, 0)
}

/** Without a subject it is somebody of that issuer whom only a token will name. */
type Possible = Candidate & { readonly issuer: string; readonly subject: string | undefined }

function possiblePeople(
  approvers: ApproversSource,
  source: PolicySource,
  needed: number,
  at: number | undefined,
): readonly Possible[] {
  const { groups = {} } = source
  const behind = (name: string) => groupsBehind(groups, name, at)
  const parts = partsIn(approvers).map(({ part }) => part)
  const unnamed = source.issuers.flatMap((issuer) => {
    const fits = parts.flatMap((part, index) => (mayBeOf(part, issuer, source, behind) ? [index] : []))
    return Array.from({ length: needed }, () => ({ parts: fits, issuer: issuer.issuer, subject: undefined }))
  })
  const listed = parts.flatMap((part) =>
    groupsOf(part)
      .flatMap(behind)
      .flatMap(({ people = [] }) => people),
  )
  const named = distinct(listed).map((account) => ({
    ...account,
    parts: parts.flatMap((part, index) =>
      groupsOf(part)
        .flatMap(behind)
        .some(({ people }) => isListed(account, people)) && canDecide(part, account, source)
        ? [index]
        : [],
    ),
  }))
  // Whom a rota excludes it excludes at times.
  const outside = (approvers.exclude_groups ?? []).flatMap((name) => groups[name]?.people ?? [])
  return [...unnamed, ...named].filter(
    ({ issuer, subject }) =>
      (approvers.exclude === undefined || !isDecided(approvers.exclude, 'yes', issuer)) &&
      (subject === undefined || !isListed({ issuer, subject }, outside)),
  )
}

/** Whether somebody of the issuer whom no list names could count for a part. */
function mayBeOf(
  part: PartSource,
  { issuer }: Issuer,
  source: PolicySource,
  behind: (name: string) => ReturnType<typeof groupsBehind>,
): boolean {
  const names = groupsOf(part)
  const isClaimed = names.length === 0 || names.flatMap(behind).some((group) => group.issuer === issuer)
  return isClaimed && canDecide(part, { issuer }, source)
}

function canDecide({ when }: PartSource, { issuer }: { readonly issuer: string }, { issuers }: PolicySource): boolean {
  if (when === undefined) return true
  const groups = issuers.find((one) => one.issuer === issuer)?.identity.groups
  if (groups === undefined && needsGroups(when, 'yes', { issuer, groupsClaim: undefined })) return false
  return !isDecided(when, 'no', issuer)
}

function distinct(accounts: readonly Account[]): readonly Account[] {
  return accounts.filter((account, index) => accounts.findIndex((other) => isSame(account, other)) === index)
}

function isListed(account: Account, accounts: readonly Account[] = []): boolean {
  return accounts.some((other) => isSame(account, other))
}

function isSame(one: Account, other: Account): boolean {
  return one.issuer === other.issuer && one.subject === other.subject
}

function conflicts(people: readonly Possible[], differ: boolean, { issuers, links = [] }: PolicySource) {
  const issuerOf = (name: string | undefined) => issuers.find(({ issuer }) => issuer === name)
  const areLinked = (one: Possible, other: Possible) =>
    links.some((accounts) =>
      [one, other].every(({ issuer, subject }) => subject !== undefined && isListed({ issuer, subject }, accounts)),
    )
  return (index: number, otherIndex: number): boolean => {
    const [one, other] = [people[index], people[otherIndex]]
    if (one === undefined || other === undefined) return false
    if (differ && one.issuer === other.issuer) return true
    const isOne = one.subject !== undefined && one.subject === other.subject
    return isOne || areLinked(one, other) || !canBeToldApart(issuerOf(one.issuer), issuerOf(other.issuer))
  }
}

/** As `samePerson` needs it to call two people different. */
export function canBeToldApart(one: Issuer | undefined, other: Issuer | undefined): boolean {
  if (one === undefined || other === undefined) return false
  const haveNumbers = one.identity.person !== undefined && other.identity.person !== undefined
  if (one.issuer !== other.issuer) {
    return haveNumbers && one.person_namespace !== undefined && one.person_namespace === other.person_namespace
  }
  return haveNumbers || one.subjects === 'public' || (one.email === 'unique' && one.identity.email !== undefined)
}
