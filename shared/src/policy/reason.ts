import { type Static, Type } from 'typebox'

const closed = { additionalProperties: false } as const

export const ReasonPattern = Type.String({ minLength: 1, maxLength: 200 })
export const ReasonHint = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'What whoever asks reads: “A ticket number”.',
})
export const ReasonKind = Type.Enum(['none', 'optional', 'required'])

/** What a reason, where one is given, has to be like: one of the patterns. */
const ReasonLike = Type.Object(
  { is: Type.Array(ReasonPattern, { minItems: 1, maxItems: 50 }), hint: Type.Optional(ReasonHint) },
  closed,
)

/** What a compiled rule says of the reason. Several in `reason_like` have to hold all. */
export const reasonFields = {
  reason: ReasonKind,
  reason_like: Type.Optional(Type.Array(ReasonLike, { minItems: 1, maxItems: 20 })),
}

export type ReasonKind = Static<typeof ReasonKind>
export type ReasonLike = Static<typeof ReasonLike>
