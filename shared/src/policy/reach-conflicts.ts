import type { Account } from './account.ts'
import type { DelegateSource } from './delegate-source.ts'
import type { Candidate } from './fill-parts.ts'
import { areOne } from './one-person.ts'
import type { PolicySource } from './source.ts'

type Issuer = PolicySource['issuers'][number]

/** Without a subject it is somebody of that issuer whom only a token will name. */
export type Possible = Candidate & { readonly issuer: string; readonly subject: string | undefined }

/**
 * Which two cannot both be counted.
 *
 * @param differ whether issuers have to
 * @param away the delegates who count then
 */
export function conflicts(
  people: readonly Possible[],
  differ: boolean,
  away: readonly DelegateSource[],
  source: PolicySource,
) {
  const { issuers, links = [] } = source
  const issuerOf = (name: string | undefined) => issuers.find(({ issuer }) => issuer === name)
  const areLinked = (one: Possible, other: Possible) =>
    links.some((accounts) =>
      [one, other].every(({ issuer, subject }) => subject !== undefined && isListed({ issuer, subject }, accounts)),
    )
  return (index: number, otherIndex: number): boolean => {
    const [one, other] = [people[index], people[otherIndex]]
    if (one === undefined || other === undefined) return false
    if (differ && one.issuer === other.issuer) return true
    if (shareOnePlace(one, other, away, source)) return true
    const isOne = one.subject !== undefined && one.subject === other.subject
    return isOne || areLinked(one, other) || !canBeToldApart(issuerOf(one.issuer), issuerOf(other.issuer))
  }
}

/** As verifiers take somebody and their delegate for one, and two delegates of one person. */
function shareOnePlace(one: Possible, other: Possible, away: readonly DelegateSource[], source: PolicySource): boolean {
  const placesOf = ({ issuer, subject }: Possible) =>
    subject === undefined
      ? []
      : away.filter(({ from, to }) => [from, to].some((account) => areOne(account, { issuer, subject }, source)))
  return placesOf(one).some((first) => placesOf(other).some((second) => areOne(first.from, second.from, source)))
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

export function isListed(account: Account, accounts: readonly Account[] = []): boolean {
  return accounts.some((other) => isSame(account, other))
}

export function isSame(one: Account, other: Account): boolean {
  return one.issuer === other.issuer && one.subject === other.subject
}
