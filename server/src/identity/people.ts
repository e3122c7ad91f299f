import type { Policy, Rule } from '@countersign/shared/policy'
import {
  type ActionRequest,
  type Approver,
  type Claims,
  type Identity,
  identityOf,
  isDelegateOf,
  isMember,
  ProtocolError,
  partsFor,
  samePerson,
  type Vouched,
} from '@countersign/shared/protocol'
import type { Db } from '../db/connect.ts'

/** Everybody who ever signed in, with the claims of the last time: whom to tell, never whether it counts. */
export type People = {
  /** Takes in sign-ins since the last refresh, of this node and of others. */
  readonly refresh: () => Promise<void>
  readonly nameOf: (key: string) => string
  /** The keys of those who, by their stored claims, may decide a request, in whichever stage. */
  readonly whoMayDecide: (policy: Policy, rule: Rule, request: Asked) => readonly string[]
  /** Of those, who counts for one of some parts of the approvers. */
  readonly whoMayDecideFor: (parts: readonly number[], policy: Policy, rule: Rule, request: Asked) => readonly string[]
  /** The keys of all. */
  readonly everybody: () => Iterable<string>
  /** One of those keys as the approver that they would be, by their stored claims. */
  readonly approverOf: (policy: Policy, rule: Rule, request: Asked, key: string) => Approver | undefined
}

type Asked = Pick<ActionRequest, 'requester' | 'action' | 'created'>

type Person = {
  readonly key: string
  readonly name: string
  readonly iss: string
  readonly claims: Claims
  /** The transaction that wrote it: of two readings the later one stays. */
  readonly tx: number
}

/** One key for one human being, whichever client they signed in with, where the policy maps a `person`. */
export function personKey({ iss, person, subject }: Identity): string {
  return person === undefined ? `s:${iss}:${subject}` : `p:${iss}:${person}`
}

/** Who has such a key, as far as the key says it; undefined for somebody of an issuer that the policy does not have. */
export function identityOfKey({ issuers }: Pick<Policy, 'issuers'>, key: string): Identity | undefined {
  for (const { issuer: iss } of issuers) {
    const [byPerson, bySubject] = [`p:${iss}:`, `s:${iss}:`]
    if (key.startsWith(bySubject)) return { iss, subject: key.slice(bySubject.length) }
    if (!key.startsWith(byPerson)) continue
    // Whoever is named by their number is named so wherever they have an account.
    const person = key.slice(byPerson.length)
    return { iss, subject: person, person }
  }
  return undefined
}

export function makePeople(db: Db): People {
  const known = new Map<string, Person>()
  let read = 0
  return {
    refresh: async () => {
      // Taken before the rows: whatever is still being written then is read again the next time.
      const unsettled = await oldestUnsettled(db)
      const signedIn = await db<Person[]>`SELECT key, iss, name, claims, tx FROM people WHERE tx >= ${read}`
      for (const person of signedIn) {
        if (person.tx >= (known.get(person.key)?.tx ?? 0)) known.set(person.key, person)
      }
      read = Math.max(read, unsettled)
    },
    nameOf: (key) => known.get(key)?.name ?? 'Somebody',
    whoMayDecide: (policy, rule, request) =>
      [...known.values()].filter((person) => asApprover(policy, rule, request, person)).map(({ key }) => key),
    whoMayDecideFor: (parts, policy, rule, request) =>
      [...known.values()].filter((person) => canBeAsked(parts, policy, rule, request, person)).map(({ key }) => key),
    everybody: () => known.keys(),
    approverOf: (policy, rule, request, key) => {
      const person = known.get(key)
      return person === undefined ? undefined : asApprover(policy, rule, request, person)
    },
  }
}

/** The first transaction whose writing may still become visible. */
async function oldestUnsettled(db: Db): Promise<number> {
  const [row] = await db<{ tx: number }[]>`SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS tx`
  return row?.tx ?? 0
}

/** Whether somebody may decide a request for one of some parts, by the claims given. */
export function canBeAsked(
  parts: readonly number[],
  policy: Policy,
  rule: Rule,
  request: Asked,
  person: Pick<Person, 'iss' | 'claims'>,
): boolean {
  const approver = asApprover(policy, rule, request, person)
  return approver?.parts.some((part) => parts.includes(part)) === true
}

/** Somebody as the approver that they would be, for the parts that their claims satisfy. */
export function asApprover(
  policy: Policy,
  rule: Rule,
  request: Asked,
  person: Pick<Person, 'iss' | 'claims'>,
): Approver | undefined {
  const issuer = policy.issuers.find((candidate) => candidate.issuer === person.iss)
  if (issuer === undefined) return undefined
  const vouched = { issuer, claims: person.claims }
  // The policy may have come into force since they signed in.
  if (!isMember(issuer, person.claims)) return undefined
  const approver = identityIn(vouched)
  if (approver === undefined || samePerson(policy, request.requester, approver) !== 'different') return undefined
  if (isDelegateOf(policy, approver, request.requester, request.created) !== 'no') return undefined
  const parts = partsFor(policy, rule, request, vouched)
  return parts.length === 0 ? undefined : { approver, parts }
}

/** Claims that were stored under one policy may lack what another one names the account by. */
function identityIn({ issuer, claims }: Vouched): Identity | undefined {
  try {
    return identityOf(issuer, claims)
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}
