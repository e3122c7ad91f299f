import type { Claims } from '../../src/protocol/index.ts'
import { requesterClaims } from '../example.ts'
import { signedAt } from '../scene.ts'

export type Change = Readonly<Record<string, unknown>>

/** The requester's own sign-in, for one nonce; what is given replaces claims, undefined leaves them out. */
export function ownClaims(nonce: string, change: Change): Claims {
  const seconds = signedAt / 1000
  const times = { iat: seconds, exp: seconds + 300, auth_time: seconds }
  // In the approver client, in which a pairwise subject is another one.
  const usual = { ...requesterClaims, sub: 'pairwise-approver-1', aud: 'countersign-approver', nonce, ...times }
  // The cases give JSON values, or undefined to leave a claim out, as JSON.stringify does.
  return { ...usual, ...(change as Claims) }
}
