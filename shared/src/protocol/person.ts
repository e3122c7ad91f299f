import { type Static, Type } from 'typebox'
import { ProtocolError } from '../errors.ts'
import type { Issuer, Policy } from '../policy/index.ts'
import { type Claims, claimAt } from './claim.ts'

/** Who somebody is, as the policy maps it from the claims of an ID token. */
export const Identity = Type.Object(
  {
    iss: Type.String({ maxLength: 500 }),
    subject: Type.String({ minLength: 1, maxLength: 500 }),
    person: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
    email: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
    email_unverified: Type.Optional(Type.Literal(true, { description: 'The issuer says so of `email`.' })),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  },
  { additionalProperties: false },
)

export type Identity = Static<typeof Identity>

/**
 * The identity in a token's claims; absent claims are left out.
 *
 * @throws {ProtocolError} `token_subject_missing`
 */
export function identityOf(issuer: Issuer, claims: Claims): Identity {
  const { identity } = issuer
  const subject = text(claims, identity.subject)
  if (subject === undefined) throw new ProtocolError('token_subject_missing')
  const person = text(claims, identity.person)
  const email = text(claims, identity.email)
  const name = text(claims, identity.name)
  return {
    iss: issuer.issuer,
    subject,
    ...(person === undefined ? {} : { person }),
    ...(email === undefined ? {} : { email }),
    ...(email === undefined || !isUnverified(issuer, claims) ? {} : { email_unverified: true as const }),
    ...(name === undefined ? {} : { name }),
  }
}

/** Said in so many words; many issuers leave `email_verified` out (OpenID Connect Core §5.1). */
function isUnverified({ identity }: Issuer, claims: Claims): boolean {
  const verified = claims['email_verified']
  return identity.email === 'email' && (verified === false || verified === 'false')
}

function text(claims: Claims, claim: string | undefined): string | undefined {
  const value = claim === undefined ? undefined : claimAt(claims, claim)
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** `unproven` is not `different`: it never counts as a second person. */
export type Sameness = 'same' | 'different' | 'unproven'

/**
 * Whether two identities are one person: used for four eyes, quorum, exclusion and delegates alike.
 * Any equality makes them the same; difference must be provable.
 */
export function samePerson(policy: Policy, one: Identity, other: Identity): Sameness {
  if (areEqual(one, other) || shareNamespacedPerson(policy, one, other) || areLinked(policy, one, other)) return 'same'
  return areProvablyDifferent(policy, one, other) ? 'different' : 'unproven'
}

/**
 * Whether two identities are sure to be one person: the opposite care. What is enough to refuse somebody as the requester
 * (an address, a link) is too little to take them for the requester.
 */
export function isProvablySame(policy: Policy, one: Identity, other: Identity): boolean {
  const isOfOneNumbering = one.iss === other.iss || shareNamespace(policy, one, other)
  if (one.person !== undefined && other.person !== undefined && isOfOneNumbering) return one.person === other.person
  return one.iss === other.iss && one.subject === other.subject && issuerOf(policy, one)?.subjects === 'public'
}

function areEqual(one: Identity, other: Identity): boolean {
  if (one.iss === other.iss && one.subject === other.subject) return true
  if (one.iss === other.iss && one.person !== undefined && one.person === other.person) return true
  const email = normalisedEmail(one)
  return email !== undefined && email === normalisedEmail(other)
}

function shareNamespacedPerson(policy: Policy, one: Identity, other: Identity): boolean {
  return one.person !== undefined && one.person === other.person && shareNamespace(policy, one, other)
}

function areLinked(policy: Policy, one: Identity, other: Identity): boolean {
  return policy.links.some((accounts) =>
    [one, other].every((identity) => accounts.some((account) => names(account, identity))),
  )
}

function names(account: { issuer: string; subject: string }, identity: Identity): boolean {
  return (
    account.issuer === identity.iss && (account.subject === identity.subject || account.subject === identity.person)
  )
}

function areProvablyDifferent(policy: Policy, one: Identity, other: Identity): boolean {
  const havePersons = one.person !== undefined && other.person !== undefined
  if (havePersons && (one.iss === other.iss || shareNamespace(policy, one, other))) return true
  if (one.iss === other.iss && issuerOf(policy, one)?.subjects === 'public') return true
  return one.iss === other.iss && issuerOf(policy, one)?.email === 'unique' && [one, other].every(hasProvenEmail)
}

/** An unverified address is enough to refuse, and too little to tell two people apart. */
function hasProvenEmail({ email, email_unverified }: Identity): boolean {
  return email !== undefined && email_unverified === undefined
}

function shareNamespace(policy: Policy, one: Identity, other: Identity): boolean {
  const namespace = issuerOf(policy, one)?.person_namespace
  return namespace !== undefined && namespace === issuerOf(policy, other)?.person_namespace
}

function issuerOf(policy: Policy, identity: Identity): Issuer | undefined {
  return policy.issuers.find(({ issuer }) => issuer === identity.iss)
}

/** An address as addresses are compared here. */
export function normalisedEmail({ email }: Pick<Identity, 'email'>): string | undefined {
  return email?.normalize('NFKC').trim().toLowerCase()
}
