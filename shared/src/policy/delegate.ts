import { type Static, Type } from 'typebox'
import { Account } from './account.ts'

/** Somebody who is away, and who decides in their place meanwhile. */
export const Delegate = Type.Object(
  {
    from: Account,
    to: Account,
    since: Type.Integer({ minimum: 0, description: 'Milliseconds since the epoch.' }),
    until: Type.Integer({ minimum: 0, description: 'The same: from then on it is over.' }),
  },
  { additionalProperties: false },
)

export const mostDelegates = 200

export type Delegate = Static<typeof Delegate>
