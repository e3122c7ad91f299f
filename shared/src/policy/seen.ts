import { type Static, Type } from 'typebox'
import { compileCondition } from './conditions.ts'

const Condition = Type.String({ minLength: 1, description: 'CEL over `seen`: its `ip`, `country`, `city`.' })

/**
 * What a rule asks besides of what the relay alone sees: from where somebody asks, and from where they approve. It is the
 * relay's word, so it can keep somebody from it and never lets anybody: the relay looks at it, no verifier does.
 */
export const SeenDemand = Type.Object(
  { requester: Type.Optional(Condition), approver: Type.Optional(Condition) },
  { additionalProperties: false, minProperties: 1, description: 'Where who asks and who approves has to be.' },
)

export type SeenDemand = Static<typeof SeenDemand>

/** What the relay sees of a caller: an address, and where that lies by the operator's own file. */
export const Seen = Type.Object(
  {
    ip: Type.Optional(Type.String({ maxLength: 45 })),
    country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1' })),
    city: Type.Optional(Type.String({ maxLength: 100 })),
  },
  { additionalProperties: false, description: 'What only the relay saw.' },
)

export type Seen = Static<typeof Seen>

/** Whether somebody may ask, or approve, from there. What is unknown does not let them. */
export function isSeenFit(
  { seen: demand }: { readonly seen?: SeenDemand },
  who: keyof SeenDemand,
  seen: Seen,
): boolean {
  const condition = demand?.[who]
  return condition === undefined || compileCondition(condition, 'seen')({ seen }) === 'yes'
}

/** What several rules ask: all of it. */
export function strictestSeen(one: SeenDemand | undefined, other: SeenDemand | undefined): { seen?: SeenDemand } {
  if (one === undefined || other === undefined) return withSeen(one ?? other)
  const requester = both(one.requester, other.requester)
  const approver = both(one.approver, other.approver)
  return withSeen({
    ...(requester === undefined ? {} : { requester }),
    ...(approver === undefined ? {} : { approver }),
  })
}

function withSeen(seen: SeenDemand | undefined): { seen?: SeenDemand } {
  return seen === undefined ? {} : { seen }
}

function both(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined || one === other) return one ?? other
  return `(${one}) && (${other})`
}
