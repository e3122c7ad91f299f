import type { Account } from './account.ts'
import type { Approvers } from './approvers.ts'
import { isDecided } from './needs-groups.ts'
import { type PlainGroup, plainGroups, speaksOf } from './plain-groups.ts'
import type { Policy } from './schema.ts'

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

type Beside = Pick<Policy, 'groups' | 'delegates'>

/** The same of a compiled policy, of whoever may once decide in the place of somebody there as well. */
export function mayApproveUnder({ groups, delegates = [] }: Beside, approvers: Approvers, issuer: string): boolean {
  const away = delegates.flatMap(({ from, to }) => (to.issuer === issuer ? [from] : []))
  const theirs = groups.filter((group) =>
    plainGroups(groups, group).some((one) => speaksOf(one, issuer) || listsOneOf(one, away)),
  )
  return mayApprove(approvers, { issuer, groups: new Set(theirs.map(({ name }) => name)) })
}

function listsOneOf(group: PlainGroup, accounts: readonly Account[]): boolean {
  if (!('people' in group)) return false
  return group.people.some(({ issuer, subject }) =>
    accounts.some((account) => account.issuer === issuer && account.subject === subject),
  )
}
