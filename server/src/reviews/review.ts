import type { RequestStatus } from '@countersign/shared/api'
import type { Seen } from '@countersign/shared/policy'
import { nameOf, type Review, samePerson, sha256, verifyReview } from '@countersign/shared/protocol'
import { personKey } from '../identity/people.ts'
import type { Session } from '../identity/session-token.ts'
import { withKeys } from '../identity/with-keys.ts'
import { leaf } from '../log/leaf.ts'
import { Refusal } from '../refusal.ts'
import type { Relay } from '../relay.ts'
import { askedFor } from '../requests/as-asked.ts'
import { statusOf } from '../requests/create.ts'
import { readRequest } from '../requests/read-store.ts'
import { countryOf } from '../requests/seen.ts'
import { addReview, isUnapproved } from './store.ts'

/**
 * Takes in that somebody who could have approved it has looked at what went without. The first review counts; whoever
 * comes later reads whose that was.
 *
 * @throws {Refusal} and {ProtocolError}
 */
export async function takeReview(
  relay: Relay,
  session: Session,
  id: string,
  review: Review,
  seen: Seen,
): Promise<RequestStatus> {
  const stored = await readRequest(relay.db, id, session.person)
  if (stored === undefined) throw new Refusal('not_found')
  const asked = await askedFor(relay, stored)
  const { policy } = asked.policy
  const { reviewer } = await withKeys(relay, policy, review.id_token, (keys) =>
    verifyReview(review, asked.own, policy, keys),
  )
  if (samePerson(policy, reviewer, session.identity) === 'different') throw new Refusal('not_permitted')
  if (!(await isUnapproved(relay.db, id))) throw new Refusal('review_not_wanted')
  const now = relay.now()
  const [token, evidence] = await Promise.all([sha256(review.id_token), sha256(review.jws)])
  const entry = leaf({
    kind: 'request.reviewed',
    at: now,
    request: id,
    approver: { digest: asked.own.digest, evidence },
    idp: { issuer: reviewer.iss, token },
    relay: { device: session.jkt, ...countryOf(seen) },
  })
  const made = { request: id, person: personKey(reviewer), name: nameOf(reviewer), review, now, leaf: entry }
  if (await addReview(relay.db, made)) relay.hub.wakeFor(id)
  return statusOf(relay, id)
}
