import { type Static, Type } from 'typebox'
import { recordOf } from '../encoding/record-of.ts'
import { Match } from './schema.ts'

const closed = { additionalProperties: false } as const
const { method, url, body, size, no_method_override } = Match.properties
const bodyFields = body.properties

const Scalar = Type.Union([Type.String({ maxLength: 200 }), Type.Number(), Type.Boolean()])
const PatternSource = Type.Union([Scalar, Type.Array(Scalar, { minItems: 1, maxItems: 50 })], {
  description: 'A text or one of several; `*` stands for any text, `"*"` alone says that it is there at all.',
})

const Mode = Type.Optional(bodyFields.mode)

/** What the body must say, all of it: `json` by JSON pointer, `form` by name of the field, `graphql` by root field. */
const BodySource = Type.Object(
  {
    mode: Mode,
    json: Type.Optional(recordOf(PatternSource)),
    form: Type.Optional(recordOf(PatternSource)),
    graphql: Type.Optional(
      Type.Object({ operation: bodyFields.graphql.properties.operation, field: PatternSource }, closed),
    ),
  },
  closed,
)

/** Which requests a rule means. All that it says has to hold. */
export const MatchSource = Type.Object(
  {
    method,
    url,
    headers: Type.Optional(recordOf(PatternSource)),
    size,
    body: Type.Optional(BodySource),
    mode: Mode,
    no_method_override,
  },
  closed,
)

export type MatchSource = Static<typeof MatchSource>
export type BodySource = Static<typeof BodySource>
export type PatternSource = Static<typeof PatternSource>
