import type { Account, Policy, Truth } from '../policy/index.ts'
import { type Identity, samePerson } from './person.ts'

/**
 * Whether somebody is one of those whom the policy names, by any of their accounts that it knows to be theirs. Who hides
 * their number could be any of them.
 */
export function isListed(policy: Policy, people: readonly Account[], identity: Identity): Truth {
  if (people.some((account) => samePerson(policy, namedBy(account), identity) === 'same')) return 'yes'
  const issuer = policy.issuers.find((one) => one.issuer === identity.iss)
  return issuer?.identity.person !== undefined && identity.person === undefined ? 'unknown' : 'no'
}

/** Who has an account, as far as the policy says it: it is named by its subject or by its value of `person`. */
export function namedBy({ issuer, subject }: Account): Identity {
  return { iss: issuer, subject, person: subject }
}
