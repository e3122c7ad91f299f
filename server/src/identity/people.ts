import type { Policy, Rule } from '@countersign/shared/policy'
import {
  type ActionRequest,
  type Claims,
  type Identity,
  identityOf,
  mayDecide,
  samePerson,
} from '@countersign/shared/protocol'
import type { Db } from '../db/connect.ts'

/** Everybody who ever signed in, with the claims of the last time: whom to tell, never whether it counts. */
export type People = {
  /** Takes in sign-ins since the last refresh, of this node and of others. */
  readonly refresh: () => Promise<void>
  readonly nameOf: (key: string) => string
  /** The keys of those who, by their stored claims, may decide a request. */
  readonly whoMayDecide: (
    policy: Policy,
    rule: Rule,
    request: Pick<ActionRequest, 'requester' | 'action'>,
  ) => readonly string[]
}

type Person = {
  readonly key: string
  readonly name: string
  readonly iss: string
  readonly claims: Claims
  readonly signed_in: number
}

/** One key for one human being, whichever client they signed in with, where the policy maps a `person`. */
export function personKey({ iss, person, subject }: Identity): string {
  return person === undefined ? `s:${iss}:${subject}` : `p:${iss}:${person}`
}

export function makePeople(db: Db): People {
  const known = new Map<string, Person>()
  let latest = 0
  return {
    refresh: async () => {
      const signedIn = await db<Person[]>`
        SELECT key, iss, name, claims, signed_in FROM people WHERE signed_in >= ${latest} ORDER BY signed_in`
      for (const person of signedIn) {
        known.set(person.key, person)
        latest = person.signed_in
      }
    },
    nameOf: (key) => known.get(key)?.name ?? 'Somebody',
    whoMayDecide: (policy, rule, request) =>
      [...known.values()].filter((person) => canBeAsked(policy, rule, request, person)).map(({ key }) => key),
  }
}

/** Whether somebody may decide a request, by the claims given. */
export function canBeAsked(
  policy: Policy,
  rule: Rule,
  request: Pick<ActionRequest, 'requester' | 'action'>,
  person: Pick<Person, 'iss' | 'claims'>,
): boolean {
  const issuer = policy.issuers.find((candidate) => candidate.issuer === person.iss)
  if (issuer === undefined) return false
  const vouched = { issuer, claims: person.claims }
  const identity = identityOf(issuer, person.claims)
  return samePerson(policy, request.requester, identity) === 'different' && mayDecide(rule, request, vouched)
}
