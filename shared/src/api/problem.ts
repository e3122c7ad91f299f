import { type Static, Type } from 'typebox'

/** Why the relay refused a call, beyond the protocol's own codes: stable code, HTTP status, words for people. */
export const relayProblems = {
  session_required: [401, 'Sign in first.'],
  session_expired: [401, 'The session is over. Sign in again.'],
  session_ended: [401, 'Your identity provider has ended the session. Sign in again.'],
  device_revoked: [401, 'This device was revoked. Sign in again: it then counts as a new one.'],
  session_proof_invalid: [401, 'The session belongs to another device.'],
  session_proof_nonce: [401, 'Repeat the call with the nonce in the DPoP-Nonce header.'],
  sign_in_refused: [401, 'This sign-in opens no session.'],
  not_permitted: [403, 'You may not do this.'],
  not_found: [404, 'There is nothing here that you may see.'],
  malformed: [400, 'The call is not well formed.'],
  too_large: [413, 'The call is larger than 64 KiB.'],
  media_type: [415, 'The body must be application/json.'],
  ask_limit: [429, 'Too many requests are waiting. Cancel one, or wait.'],
  request_exists: [409, 'Another request has this id.'],
  requester_network_refused: [
    403,
    'The policy does not let this be asked for from where you are. Connect to a network that it allows, such as your organisation’s, and try again.',
  ],
  approver_network_refused: [
    403,
    'The policy does not let you approve this from where you are. Connect to a network that it allows, such as your organisation’s, and approve again. You can deny it from anywhere.',
  ],
  request_not_pending: [409, 'The request is no longer waiting.'],
  request_not_approved: [409, 'The request may not run yet, or no longer.'],
  request_not_released: [409, 'The request has not been released, or its outcome is known.'],
  glass_unreviewed: [
    409,
    'An earlier release without approval has not been reviewed yet. Until somebody has, there is no other: have it approved instead.',
  ],
  review_not_wanted: [409, 'There is nothing here that went without approval.'],
  push_endpoint_refused: [422, 'This push service is not on the list of known ones.'],
  issuer_unreachable: [503, 'The identity provider’s keys could not be fetched. Try again.'],
  unavailable: [503, 'The relay cannot do this now. Try again.'],
  internal: [500, 'The relay failed. Nothing was changed.'],
} as const satisfies Record<string, readonly [status: number, words: string]>

export type RelayProblem = keyof typeof relayProblems

/** RFC 9457. `code` is stable; `pointer` (RFC 6901) names the field that is wrong. */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.String(),
  pointer: Type.Optional(Type.String()),
  state: Type.Optional(Type.String({ description: 'With 409: the state the request is in.' })),
  reviewers: Type.Optional(
    Type.Array(Type.String(), { description: 'With glass_unreviewed: who can review what waits for it.' }),
  ),
})

export type Problem = Static<typeof Problem>
