import type { Bundle } from '@countersign/shared/log'
import { type Decision, type Proof, parseCompact } from '@countersign/shared/protocol'
import type { WitnessedKey } from '../identity/witness.ts'
import { Refusal } from '../refusal.ts'
import type { Relay } from '../relay.ts'
import { type ProvableRequest, readProvable, seenIn } from './read-store.ts'
import { readStatuses } from './status.ts'

/**
 * Everything that proves one request, for somebody who may read it. What the relay adds of its own is marked as its
 * word in the bundle's shape.
 *
 * @throws {Refusal} `not_found`
 */
export async function bundleOf(relay: Relay, id: string, reader: string): Promise<Bundle> {
  const stored = await readProvable(relay.db, id, reader)
  if (stored === undefined) throw new Refusal('not_found')
  return stored.erased === null ? proofOf(relay, stored) : whatIsLeft(stored, stored.erased)
}

async function proofOf(relay: Relay, stored: ProvableRequest): Promise<Bundle> {
  const [found] = await readStatuses(relay, [stored.id])
  if (found === undefined) throw new Refusal('not_found')
  const { state, stored: storedAt, released, ended, refused, outcome, decisions, unapproved } = found.status
  const reviewed = unapproved?.reviewed
  const request = JSON.parse(stored.request)
  const seen = seenIn(stored)
  // The proof was parsed against its schema when it was stored.
  const proof = stored.proof as Proof
  const { jws, key, replacements } = await relay.policies.byDigest(request.policy)
  const { kty, crv, x, y } = key
  const tokens = [
    ...[{ proof, decisions }, ...replacements].flatMap(tokensOf),
    ...(reviewed === undefined ? [] : [reviewed.review.id_token]),
  ]
  return {
    format: 'countersign-bundle/1',
    request,
    proof,
    ...(stored.body === null ? {} : { body: relay.secret.decrypt(stored.body).toString('base64url') }),
    ...(stored.before === null ? {} : { before: relay.secret.decrypt(stored.before).toString('base64url') }),
    decisions: decisions.map(({ at, decision }) => ({ at, decision })),
    ...(unapproved?.emergency === undefined ? {} : { emergency: unapproved.emergency }),
    ...(reviewed === undefined ? {} : { review: { at: reviewed.at, review: reviewed.review } }),
    policy: jws,
    replacements: [...replacements],
    policy_key: { kty: kty ?? '', crv: crv ?? '', x: x ?? '', y: y ?? '' },
    keys: [...(await keysOf(relay, tokens))],
    relay: {
      state,
      stored: storedAt,
      ...(released === undefined ? {} : { released }),
      ...(ended === undefined ? {} : { ended }),
      ...(refused === undefined ? {} : { refused }),
      ...(outcome === undefined ? {} : { outcome }),
      ...(unapproved === undefined ? {} : { skipped: unapproved.skipped }),
      ...(unapproved?.closed === undefined ? {} : { closed: unapproved.closed }),
      ...(Object.keys(seen).length === 0 ? {} : { seen }),
    },
  }
}

type Asked = { readonly proof: Proof; readonly decisions: readonly { readonly decision: Decision }[] }

function tokensOf({ proof, decisions }: Asked): readonly string[] {
  return [proof.id_token, ...decisions.map(({ decision }) => decision.id_token)]
}

/** The keys of the tokens, each once. */
async function keysOf(relay: Relay, tokens: readonly string[]): Promise<readonly WitnessedKey[]> {
  const found = await Promise.all(
    tokens.map((token) => {
      const { header, payload } = parseCompact(token)
      return relay.witness.keysOf(String(payload['iss']), typeof header['kid'] === 'string' ? header['kid'] : undefined)
    }),
  )
  const once = new Map(found.flat().map((key) => [JSON.stringify(key.jwk), key]))
  return [...once.values()]
}

function whatIsLeft({ id, digest, erased_by, erased_why }: ProvableRequest, erased: number): Bundle {
  const why = erased_why === null ? {} : { why: erased_why }
  return { format: 'countersign-bundle/1', id, digest, erased: { at: erased, by: erased_by ?? 'unknown', ...why } }
}
