import { type Static, Type } from 'typebox'
import { Account, GroupName } from './account.ts'
import { mostPeople } from './most-people.ts'
import { Rota } from './rota.ts'
import { mostStages } from './stages.ts'

const closed = { additionalProperties: false } as const

/** Those of whom one issuer says so: a group of the same name at another issuer is another group. */
const ClaimedGroup = Type.Object(
  {
    name: GroupName,
    issuer: Type.String({ minLength: 1 }),
    claim: Type.String({ minLength: 1, maxLength: 200, description: 'By its name, or by the path to it.' }),
    value: Type.String({ minLength: 1, maxLength: 200, description: 'What the claim is, or holds.' }),
  },
  closed,
)

/** Those who stand in the policy itself. */
const ListedGroup = Type.Object(
  { name: GroupName, people: Type.Array(Account, { minItems: 1, maxItems: 200 }) },
  closed,
)

/** Those who are on duty when it is asked. */
const RotaGroup = Type.Object({ name: GroupName, rota: Rota }, closed)

export const Group = Type.Union([ClaimedGroup, ListedGroup, RotaGroup])

/** Some of those who have to approve. Who is in one of the groups, and of whom `when` holds, counts for it. */
const Part = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200, description: 'What people call it: “Platform leads 1 of 2”.' }),
    groups: Type.Optional(Type.Array(GroupName, { minItems: 1, maxItems: 20, description: 'Any of them.' })),
    when: Type.Optional(
      Type.String({ minLength: 1, description: 'CEL over `approver`, `requester`, `action`, `time`: who may decide.' }),
    ),
    quorum: Type.Union([Type.Integer({ minimum: 1, maximum: mostPeople }), Type.String({ minLength: 1 })], {
      description:
        'How many people at least: a number, or CEL over `params`, `action`, `requester`, `time` that gives one.',
    }),
    stage: Type.Optional(
      Type.Integer({
        minimum: 2,
        maximum: mostStages,
        description: 'Where it is not the first: it is asked once all earlier ones of its rule have their quorum.',
      }),
    ),
  },
  closed,
)

/** Every part has to have its quorum. One person counts once, and for one part. */
export const Approvers = Type.Object(
  {
    parts: Type.Array(Part, { minItems: 1, maxItems: 10 }),
    exclude: Type.Optional(Type.String({ minLength: 1, description: 'CEL: who may not, even so; unknown excludes.' })),
    exclude_groups: Type.Array(GroupName, { maxItems: 20, description: 'Who is in one may not; unknown excludes.' }),
    distinct_issuers: Type.Boolean({ description: 'No two who are counted are of one issuer.' }),
  },
  closed,
)

export type Group = Static<typeof Group>
export type Part = Static<typeof Part>

/** `sets`, where several rules ask: how many of the parts, in their order, are each rule's. No policy has it written. */
export type Approvers = Static<typeof Approvers> & { readonly sets?: readonly number[] }
