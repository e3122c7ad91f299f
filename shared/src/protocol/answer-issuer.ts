import { demand } from '../errors.ts'
import type { Issuer } from '../policy/index.ts'

/** What an answer to an authorization request says of its sender, and what its sender's discovery document promises. */
export type Answered = {
  /** The parameter `iss` of the answer (RFC 9207). */
  readonly iss: string | undefined
  /** `authorization_response_iss_parameter_supported`. */
  readonly announced: unknown
}

/**
 * Whose answer it is, before its code is sent to anybody (RFC 9207 §2.4): in a mix-up the code of an honest provider
 * comes back as another one's answer, and would be sent there. One that names nobody counts only from a provider that
 * neither announces the parameter nor was seen to send it.
 *
 * @throws {ProtocolError} `answer_issuer_mismatch`, `answer_issuer_missing`
 */
export function demandAnswerOf({ issuer, capabilities, flow }: Issuer, { iss, announced }: Answered): void {
  demand(iss === undefined || iss === issuer, 'answer_issuer_mismatch')
  // An ID token in the answer says it itself (RFC 9207 §2.4), and there is no code.
  const names = flow !== 'id_token' && (announced === true || capabilities?.iss_parameter === true)
  demand(iss !== undefined || !names, 'answer_issuer_missing')
}
