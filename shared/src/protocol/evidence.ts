import { type Static, Type } from 'typebox'
import { CompactJws, Digest, IdToken, Salt } from './brands.ts'
import { Position } from './position.ts'

const closed = { additionalProperties: false } as const
const Reason = Type.String({ minLength: 1, maxLength: 1_000 })

/** Where in a batch this request stands (RFC 9162 §2.1.3). */
export const BatchPlace = Type.Object(
  {
    index: Type.Integer({ minimum: 0, maximum: 999 }),
    count: Type.Integer({ minimum: 1, maximum: 1_000 }),
    path: Type.Array(Digest, { maxItems: 10 }),
  },
  closed,
)

/** What makes an approve count: the approver's ID token whose nonce commits to this request and this decision. */
export const Evidence = Type.Object(
  {
    decision: Type.Literal('approve'),
    id_token: IdToken,
    salt: Salt,
    reason: Type.Optional(Reason),
    batch: Type.Optional(BatchPlace),
    position: Type.Optional(Position),
  },
  closed,
)

/** What makes a confirm count: the same of the requester, who says of nobody else's request that it is theirs. */
export const Confirm = Type.Object(
  { decision: Type.Literal('confirm'), id_token: IdToken, salt: Salt, reason: Type.Optional(Reason) },
  closed,
)

/** What makes a broken glass count: the same of the requester, who goes without approval and always says why. */
export const BreakGlass = Type.Object(
  { decision: Type.Literal('break-glass'), id_token: IdToken, salt: Salt, reason: Reason },
  closed,
)

/** One tap: a statement of the approver's device, bound to its sign-in. It stops; it never releases. */
export const Deny = Type.Object(
  { decision: Type.Literal('deny'), id_token: IdToken, salt: Salt, jws: CompactJws },
  closed,
)

export const Decision = Type.Union([Evidence, Confirm, BreakGlass, Deny])

/** A statement as a deny is: who could have approved has looked at what went without. It decides nothing. */
export const Review = Type.Object({ id_token: IdToken, salt: Salt, jws: CompactJws }, closed)

export type BatchPlace = Static<typeof BatchPlace>
export type Evidence = Static<typeof Evidence>
export type Confirm = Static<typeof Confirm>
export type BreakGlass = Static<typeof BreakGlass>
export type Deny = Static<typeof Deny>
export type Decision = Static<typeof Decision>
export type Review = Static<typeof Review>
