import { type Static, Type } from 'typebox'

/** An account, by its subject or by its value of `person`. */
export const Account = Type.Object(
  { issuer: Type.String(), subject: Type.String({ minLength: 1 }) },
  { additionalProperties: false },
)

export const GroupName = Type.String({ minLength: 1, maxLength: 60 })

export type Account = Static<typeof Account>
