import type { Account } from './account.ts'
import type { PolicySource } from './source.ts'

/** As `samePerson` takes two accounts for one. */
export function areOne(
  one: Account,
  other: Account,
  { issuers, links = [] }: Pick<PolicySource, 'issuers' | 'links'>,
): boolean {
  const [space, otherSpace] = [one, other].map(
    (account) => issuers.find(({ issuer }) => issuer === account.issuer)?.person_namespace,
  )
  const isNamed = (account: Account, accounts: readonly Account[]) =>
    accounts.some(({ issuer, subject }) => issuer === account.issuer && subject === account.subject)
  const isOneNumbering = one.issuer === other.issuer || (space !== undefined && space === otherSpace)
  return (
    (isOneNumbering && one.subject === other.subject) ||
    links.some((accounts) => isNamed(one, accounts) && isNamed(other, accounts))
  )
}
