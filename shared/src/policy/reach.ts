import type { Account } from './account.ts'
import { type ApproversSource, groupsOf, type PartSource, partsIn } from './approvers-source.ts'
import type { DelegateSource } from './delegate-source.ts'
import { fillParts } from './fill-parts.ts'
import { isDecided, needsGroups } from './needs-groups.ts'
import { groupsBehind, moments } from './on-duty.ts'
import { areOne } from './one-person.ts'
import { conflicts, isListed, isSame, type Possible } from './reach-conflicts.ts'
import type { PolicySource } from './source.ts'

type Issuer = PolicySource['issuers'][number]

/** How many people approvers need, and how many of those named there could be counted at best. */
export type Reach = { readonly needed: number; readonly reached: number; readonly hangsOnTime: boolean }

/** @param away the delegates who count then */
export function reachOf(approvers: ApproversSource, source: PolicySource, away: readonly DelegateSource[]): Reach {
  const sizes = partsIn(approvers).map(({ part: { quorum = 1 } }) => (typeof quorum === 'number' ? quorum : 1))
  const needed = sizes.reduce((sum, size) => sum + size, 0)
  const names = partsIn(approvers).flatMap(({ part }) => groupsOf(part))
  const times = moments(source.groups ?? {}, names)
  // Without a rota it is the same at all times.
  const reached = Math.max(
    ...(times.length === 0 ? [undefined] : times).map((at) => reachedAt(approvers, sizes, source, away, at)),
  )
  return { needed, reached, hangsOnTime: times.length > 0 }
}

/** How many places those could fill who are on duty then. */
function reachedAt(
  approvers: ApproversSource,
  sizes: readonly number[],
  source: PolicySource,
  away: readonly DelegateSource[],
  at: number | undefined,
): number {
  const needed = sizes.reduce((sum, size) => sum + size, 0)
  const people = possiblePeople(approvers, source, needed, away, at)
  const inConflict = conflicts(people, approvers.distinct_issuers === true, away, source)
  return fillParts(sizes, people, inConflict).reduce((sum, count) => sum + count, 0)
}

function possiblePeople(
  approvers: ApproversSource,
  source: PolicySource,
  needed: number,
  away: readonly DelegateSource[],
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
  const delegates = away.flatMap(({ from, to }) => (listed.some((one) => areOne(one, from, source)) ? [to] : []))
  const named = distinct([...listed, ...delegates]).map((account) => {
    // Whether those in whose place they decide are let in is not asked: at the most they are.
    const places = away.flatMap(({ from, to }) => (isSame(to, account) ? [from] : []))
    const isThere = (people: readonly Account[] = []) =>
      isListed(account, people) || people.some((one) => places.some((from) => areOne(one, from, source)))
    const fits = parts.flatMap((part, index) =>
      groupsOf(part)
        .flatMap(behind)
        .some(({ people }) => isThere(people)) && canDecide(part, account, source)
        ? [index]
        : [],
    )
    return { ...account, parts: fits }
  })
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
