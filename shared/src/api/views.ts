import { type Static, Type } from 'typebox'
import { Closing, EmergencyRecord, Outcome, RequestState } from '../log/index.ts'
import { Seen } from '../policy/index.ts'
import { ActionRequest, Decision, Digest, Instant, Proof, RequestId, Review } from '../protocol/index.ts'

const closed = { additionalProperties: false } as const

/** How far the news has come to one person: the best of their devices. */
export const Reached = Type.Object(
  {
    name: Type.String(),
    state: Type.Enum(['no-device', 'trying', 'sent', 'shown', 'reading', 'failed']),
    at: Type.Optional(Instant),
  },
  closed,
)

/** How far one part of the approvers has come, as the relay counts it. */
export const Progress = Type.Object(
  {
    given: Type.Integer({ minimum: 0, description: 'How many who approved count for it.' }),
    reachable: Type.Integer({ minimum: 0, description: 'How many could count, of them and of all who were asked.' }),
  },
  closed,
)

/** The part of a request that changes; everything in it is the relay's word, the decisions' proofs aside. */
export const RequestStatus = Type.Object(
  {
    id: RequestId,
    digest: Digest,
    state: RequestState,
    stored: Instant,
    decisions: Type.Array(Type.Object({ at: Instant, name: Type.String(), decision: Decision }, closed)),
    reached: Type.Array(Reached),
    progress: Type.Array(Progress, { description: 'While it waits: one for each part of the rule’s approvers.' }),
    refused: Type.Optional(Type.String({ description: 'Code of the check by which the holder refused to release.' })),
    unapproved: Type.Optional(
      Type.Object(
        {
          at: Instant,
          emergency: Type.Optional(EmergencyRecord),
          skipped: Type.Array(Type.String(), { description: 'Who was told, and not waited for, by name.' }),
          reviewed: Type.Optional(Type.Object({ at: Instant, name: Type.String(), review: Review }, closed)),
          closed: Type.Optional(Closing),
        },
        {
          ...closed,
          description: 'It was let go without approval; without `reviewed` and `closed` it waits for a review.',
        },
      ),
    ),
    ended: Type.Optional(Instant),
    released: Type.Optional(Instant),
    outcome: Type.Optional(Type.Object({ at: Instant, outcome: Outcome }, closed)),
  },
  closed,
)

/** A request as its requester and its approvers may read it. */
export const RequestView = Type.Object(
  {
    request: ActionRequest,
    proof: Proof,
    body: Type.Optional(Type.String({ description: 'The held bytes in base64url, up to 64 KiB.' })),
    before: Type.Optional(
      Type.String({ description: 'What stood there, as the browser read it: JSON in base64url, up to 64 KiB.' }),
    ),
    seen: Seen,
    refused_here: Type.Optional(
      Type.Literal('approver_network_refused', {
        description: 'The reader could deny it, and not approve it from there.',
      }),
    ),
    glass_waits: Type.Optional(
      Type.Array(Type.String(), {
        description:
          'Of one’s own that could go without approval: who can review an earlier one, for which this one waits.',
      }),
    ),
    mine: Type.Boolean({ description: 'The reader is the one who asked.' }),
    status: RequestStatus,
  },
  closed,
)

export type Progress = Static<typeof Progress>
export type Reached = Static<typeof Reached>
export type RequestStatus = Static<typeof RequestStatus>
export type RequestView = Static<typeof RequestView>
