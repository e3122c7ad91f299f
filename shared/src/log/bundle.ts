import { type Static, Type } from 'typebox'
import { Seen } from '../policy/index.ts'
import {
  ActionRequest,
  Decision,
  Digest,
  Instant,
  Proof,
  Replacement,
  RequestId,
  Review,
  recordOf,
} from '../protocol/index.ts'
import { Closing } from './closing.ts'
import { EmergencyRecord } from './emergency-record.ts'
import { Outcome, RequestState } from './outcome.ts'

const closed = { additionalProperties: false } as const
const format = Type.Literal('countersign-bundle/1')

/** A public key of an identity provider, as the relay fetched it. Offline it is the relay's word that it is one. */
const FetchedKey = Type.Object(
  {
    issuer: Type.String({ maxLength: 500 }),
    first_seen: Instant,
    jwk: recordOf(Type.Unknown()),
  },
  closed,
)

/** What the relay alone says: when things happened, and how it ended. */
const RelayWord = Type.Object(
  {
    state: RequestState,
    stored: Instant,
    released: Type.Optional(Instant),
    ended: Type.Optional(Instant),
    refused: Type.Optional(Type.String({ maxLength: 60 })),
    outcome: Type.Optional(Type.Object({ at: Instant, outcome: Outcome }, closed)),
    seen: Type.Optional(Seen),
    skipped: Type.Optional(
      Type.Array(Type.String({ maxLength: 500 }), {
        maxItems: 100_000,
        description: 'Who was told, and not waited for.',
      }),
    ),
    closed: Type.Optional(Closing),
  },
  closed,
)

/** One request with everything that proves it. */
export const ProofBundle = Type.Object(
  {
    format,
    request: ActionRequest,
    proof: Proof,
    body: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]*$', maxLength: 90_000 })),
    before: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]*$', maxLength: 90_000 })),
    decisions: Type.Array(Type.Object({ at: Instant, decision: Decision }, closed), { maxItems: 100 }),
    emergency: Type.Optional(EmergencyRecord),
    review: Type.Optional(
      Type.Object({ at: Instant, review: Review }, { ...closed, description: 'Of what went without approval.' }),
    ),
    policy: Type.String({ maxLength: 4_194_304, description: 'The signed policy that leads to the one it names.' }),
    replacements: Type.Array(Replacement, { maxItems: 100, description: 'What replaced it by evidence before then.' }),
    policy_key: recordOf(Type.String({ maxLength: 200 })),
    keys: Type.Array(FetchedKey, { maxItems: 100 }),
    relay: RelayWord,
  },
  closed,
)

/** What is left of a request that was erased: that there was one, and who erased it. */
export const ErasedBundle = Type.Object(
  {
    format,
    id: RequestId,
    digest: Digest,
    erased: Type.Object(
      {
        at: Instant,
        by: Type.String({ minLength: 1, maxLength: 200 }),
        why: Type.Optional(Type.String({ maxLength: 1_000 })),
      },
      closed,
    ),
  },
  closed,
)

/** A request as a file that can be verified alone, offline, years later. */
export const Bundle = Type.Union([ProofBundle, ErasedBundle])

export type ProofBundle = Static<typeof ProofBundle>
export type ErasedBundle = Static<typeof ErasedBundle>
export type Bundle = Static<typeof Bundle>
