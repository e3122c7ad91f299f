import type { Approvers, Group } from './approvers.ts'
import { isDecided } from './needs-groups.ts'
import { plainGroups, speaksOf } from './plain-groups.ts'

/** People of one issuer, and the names of the groups in which any of them can be. */
export type PeopleOf = { readonly issuer: string; readonly groups: ReadonlySet<string> }

/** How somebody comes to count for a part, as far as it may speak of issuers. */
export type Way = { readonly groups?: readonly string[]; readonly when?: string | undefined }

export type Ways = { readonly parts: readonly Way[]; readonly exclude?: string | undefined }

/** Whether there is a way for somebody of the issuer, as far as groups and conditions speak of issuers. */
export function mayApprove({ parts, exclude }: Ways, people: PeopleOf): boolean {
  if (exclude !== undefined && isDecided(exclude, 'yes', people.issuer)) return false
  return parts.some((part) => mayCountFor(part, people))
}

export function mayCountFor({ groups = [], when }: Way, people: PeopleOf): boolean {
  const isThere = groups.length === 0 || groups.some((name) => people.groups.has(name))
  return isThere && (when === undefined || !isDecided(when, 'no', people.issuer))
}

/** The same of a compiled policy. */
export function mayApproveUnder(groups: readonly Group[], approvers: Approvers, issuer: string): boolean {
  const theirs = groups.filter((group) => plainGroups(groups, group).some((one) => speaksOf(one, issuer)))
  return mayApprove(approvers, { issuer, groups: new Set(theirs.map(({ name }) => name)) })
}
