import { type Static, Type } from 'typebox'
import { Account, GroupName } from './account.ts'
import { Approvers } from './approvers.ts'
import { Rota } from './rota.ts'
import { mostStages } from './stages.ts'

const closed = { additionalProperties: false } as const
const { parts, exclude, exclude_groups } = Approvers.properties
const { name, groups, when, quorum } = parts.items.properties

/** A group as it is written: `issuer` and `value`, or `people`, or `rota`. Its name is the member's. */
export const GroupSource = Type.Object(
  {
    issuer: Type.Optional(Type.String({ minLength: 1, description: 'Who says so of somebody.' })),
    claim: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, description: 'Default: identity.groups of that issuer.' }),
    ),
    value: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'What the claim is, or holds.' })),
    people: Type.Optional(Type.Array(Account, { minItems: 1, maxItems: 200, description: 'Everybody in it.' })),
    rota: Type.Optional(Rota),
  },
  closed,
)

const part = {
  name: Type.Optional(name),
  group: Type.Optional(
    Type.Union([GroupName, groups], { description: 'Name of a group, or of several: any of them.' }),
  ),
  when,
  quorum: Type.Optional(quorum),
  stage: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: mostStages,
      description: 'Its people are asked, and may decide, once all earlier stages have their quorum. Default: 1.',
    }),
  ),
}

const PartSource = Type.Object(part, closed)

/** Who must approve: one part, written right here, or several in `all`. */
export const ApproversSource = Type.Object(
  {
    ...part,
    all: Type.Optional(
      Type.Array(PartSource, {
        minItems: 1,
        maxItems: 10,
        description: 'Several parts: each has to have its quorum, and one person counts for one of them only.',
      }),
    ),
    exclude,
    exclude_groups: Type.Optional(exclude_groups),
    distinct_issuers: Type.Optional(
      Type.Boolean({ description: 'true: no two of those who are counted are of one issuer.' }),
    ),
  },
  closed,
)

export type GroupSource = Static<typeof GroupSource>
export type ApproversSource = Static<typeof ApproversSource>
export type PartSource = Static<typeof PartSource>

/** A part of a rule's approvers, and where it stands below them. */
export type WrittenPart = { readonly part: PartSource; readonly path: readonly (string | number)[] }

/** Both ways of writing the parts, as one. */
export function partsIn({
  all,
  name: called,
  group,
  when: condition,
  quorum: count,
  stage,
}: ApproversSource): WrittenPart[] {
  if (all !== undefined) return all.map((part, index) => ({ part, path: ['all', index] }))
  const part = {
    ...(called === undefined ? {} : { name: called }),
    ...(group === undefined ? {} : { group }),
    ...(condition === undefined ? {} : { when: condition }),
    ...(count === undefined ? {} : { quorum: count }),
    ...(stage === undefined ? {} : { stage }),
  }
  return [{ part, path: [] }]
}

/** The groups that a part names. */
export function groupsOf({ group = [] }: Pick<PartSource, 'group'>): readonly string[] {
  return [group].flat()
}
