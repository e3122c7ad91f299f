import { type Static, Type } from 'typebox'
import { ReasonHint, ReasonKind, ReasonPattern } from './reason.ts'

/** `required`, or what it has to be like. */
export const ReasonSource = Type.Union([
  ReasonKind,
  Type.Object(
    {
      required: Type.Optional(
        Type.Boolean({ description: 'Without it: true. false: none has to be given, and one that is has to fit.' }),
      ),
      like: Type.Union([ReasonPattern, Type.Array(ReasonPattern, { minItems: 1, maxItems: 50 })], {
        description: 'What the whole reason is: `*` any text, `#` digits; one of several. OPS-#, *#*.',
      }),
      hint: Type.Optional(ReasonHint),
    },
    { additionalProperties: false },
  ),
])

export type ReasonSource = Static<typeof ReasonSource>
