import { type Static, Type } from 'typebox'
import type { PolicyFault } from './fault.ts'
import { isLike, reasonPatternFault } from './reason-pattern.ts'

const closed = { additionalProperties: false } as const

const ReasonPattern = Type.String({ minLength: 1, maxLength: 200 })
const Hint = Type.String({ minLength: 1, maxLength: 200, description: 'What whoever asks reads: “A ticket number”.' })
const Kind = Type.Enum(['none', 'optional', 'required'])

/** What a reason, where one is given, has to be like: one of the patterns. */
const ReasonLike = Type.Object(
  { is: Type.Array(ReasonPattern, { minItems: 1, maxItems: 50 }), hint: Type.Optional(Hint) },
  closed,
)

/** What a compiled rule says of the reason. Several in `reason_like` have to hold all. */
export const reasonFields = {
  reason: Kind,
  reason_like: Type.Optional(Type.Array(ReasonLike, { minItems: 1, maxItems: 20 })),
}

/** `required`, or what it has to be like. */
export const ReasonSource = Type.Union([
  Kind,
  Type.Object(
    {
      required: Type.Optional(
        Type.Boolean({ description: 'Without it: true. false: none has to be given, and one that is has to fit.' }),
      ),
      like: Type.Union([ReasonPattern, Type.Array(ReasonPattern, { minItems: 1, maxItems: 50 })], {
        description: 'What the whole reason is: `*` any text, `#` digits; one of several. OPS-#, *#*.',
      }),
      hint: Type.Optional(Hint),
    },
    closed,
  ),
])

export type ReasonLike = Static<typeof ReasonLike>
export type ReasonSource = Static<typeof ReasonSource>

/** What a rule, or several together, ask for. */
export type ReasonAsked = { readonly reason: Static<typeof Kind>; readonly reason_like?: readonly ReasonLike[] }

export type ReasonVerdict = 'fits' | 'missing' | 'mismatch'

/** Whether a reason is what a rule asks for. */
export function judgeReason(
  { reason: kind, reason_like = [] }: ReasonAsked,
  reason: string | undefined,
): ReasonVerdict {
  if (reason === undefined) return kind === 'required' ? 'missing' : 'fits'
  return reason_like.every((like) => isLike(like, reason)) ? 'fits' : 'mismatch'
}

export function compileReason(source: ReasonSource = 'optional'): {
  reason: Static<typeof Kind>
  reason_like?: ReasonLike[]
} {
  if (typeof source === 'string') return { reason: source }
  const { required = true, like, hint } = source
  const reason_like = [{ is: [like].flat(), ...(hint === undefined ? {} : { hint }) }]
  return { reason: required ? 'required' : 'optional', reason_like }
}

export function reasonFaults(source: ReasonSource | undefined, path: PolicyFault['path']): PolicyFault[] {
  if (source === undefined || typeof source === 'string') return []
  return [source.like].flat().flatMap((pattern) => {
    const wrong = reasonPatternFault(pattern)
    return wrong === undefined ? [] : [{ path: [...path, 'like'], message: wrong }]
  })
}
