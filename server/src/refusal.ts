import { type Problem, type RelayProblem, relayProblems } from '@countersign/shared/api'
import { ProtocolError } from '@countersign/shared/protocol'

type Detail = { readonly pointer?: string; readonly state?: string; readonly reviewers?: readonly string[] }

/** The relay's no to a call: a code, and what helps to mend it. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: RelayProblem
  readonly detail: Detail

  constructor(code: RelayProblem, options: ErrorOptions & Detail = {}) {
    super(relayProblems[code][1], options)
    this.code = code
    this.detail = {
      ...(options.pointer === undefined ? {} : { pointer: options.pointer }),
      ...(options.state === undefined ? {} : { state: options.state }),
      ...(options.reviewers === undefined ? {} : { reviewers: options.reviewers }),
    }
  }
}

/** A refusal as RFC 9457 has it; undefined for what is no refusal but a fault of the relay. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Refusal) {
    const [status, title] = relayProblems[error.code]
    const { reviewers, ...detail } = error.detail
    const named = reviewers === undefined ? {} : { reviewers: [...reviewers] }
    return { type: 'about:blank', title, status, code: error.code, ...detail, ...named }
  }
  if (error instanceof ProtocolError) {
    const status = protocolStatus[error.code] ?? 422
    return { type: 'about:blank', title: error.message, status, code: error.code }
  }
  return undefined
}

/** Most failed checks mean: well understood, and refused (422). */
const protocolStatus: Partial<Record<ProtocolError['code'], number>> = {
  json_malformed: 400,
  base64url_malformed: 400,
  request_malformed: 400,
  proof_malformed: 400,
  evidence_malformed: 400,
  deny_malformed: 400,
  review_malformed: 400,
  token_malformed: 401,
  token_alg_refused: 401,
  token_issuer_unknown: 401,
  token_key_unknown: 401,
  token_key_ambiguous: 401,
  token_signature_invalid: 401,
  token_audience_mismatch: 401,
  token_expired: 401,
  token_subject_missing: 401,
  session_nonce_mismatch: 401,
  session_token_too_old: 401,
  not_a_member: 403,
  approver_is_requester: 403,
  approver_is_delegate: 403,
  approver_identity_unproven: 403,
  approver_not_allowed: 403,
  glass_not_allowed: 403,
}
