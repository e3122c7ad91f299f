/**
 * Every way in which a protocol check can fail, each with the words a person reads.
 * A code is stable: it is written to the log, sent in problem responses and matched by clients.
 */
const words = {
  request_malformed: 'The request is not well formed.',
  request_policy_mismatch: 'The request was made under another policy than the one it is judged by.',
  request_rule_mismatch: 'The rule named in the request is not the one that protects this URL.',
  request_summary_mismatch: 'The summary does not say what the request would do.',
  request_clock_mismatch: 'The request does not keep the time limits of its rule.',
  request_reason_missing: 'This rule asks for a reason, and none was given.',
  request_reason_mismatch: 'The reason is not of the form that this rule asks for.',
  request_requester_mismatch: 'The request names another person than the one who signed in to ask.',
  request_changed: 'The request that came back is not the one that was sent.',
  body_mismatch: 'The content is not the one that was held.',
  body_missing: 'The content that belongs to this request is missing.',
  before_mismatch: 'What stood there before is not what the browser read.',
  before_missing: 'What stood there before is missing.',
  json_malformed: 'A part of it is not strict JSON.',
  base64url_malformed: 'A part of it is not strict base64url.',
  proof_malformed: 'The proof of who asked is not well formed.',
  proof_signature_invalid: 'The requester’s device did not sign this request.',
  proof_digest_mismatch: 'The requester’s device signed another request.',
  proof_nonce_mismatch: 'The sign-in behind the request belongs to another device.',
  proof_token_too_old: 'The sign-in behind the request is too old.',
  proof_token_from_future: 'The sign-in behind the request is dated after it.',
  token_malformed: 'The token is not a well-formed signed token.',
  token_alg_refused: 'The token is signed in a way that is not accepted.',
  token_issuer_unknown: 'The token comes from an identity provider that the policy does not name.',
  token_key_unknown: 'The token is signed with a key that its identity provider does not publish.',
  token_key_ambiguous: 'The identity provider publishes two keys under one name.',
  keys_malformed: 'The identity provider’s keys are not well formed.',
  token_signature_invalid: 'The signature of the token is wrong.',
  token_audience_mismatch: 'The token was issued for another use.',
  token_expired: 'The token has expired.',
  token_subject_missing: 'The token does not say who signed in.',
  answer_issuer_mismatch: 'The sign-in was answered by another identity provider than the one that was asked.',
  answer_issuer_missing: 'The sign-in’s answer does not say which identity provider it comes from.',
  session_nonce_mismatch: 'The sign-in belongs to another device.',
  session_token_too_old: 'The sign-in is too old to start a session.',
  logout_malformed: 'The token does not say whose sessions are over.',
  logout_too_old: 'The word that sessions are over is too old.',
  logout_from_future: 'The word that sessions are over is dated in the future.',
  logout_repeated: 'This word that sessions are over has come before.',
  event_malformed: 'The event does not say what happened, or to whom.',
  event_from_future: 'The event is dated in the future.',
  not_a_member: 'The policy does not admit this person.',
  decision_not_asked: 'The rule does not ask for a decision of this kind.',
  evidence_malformed: 'The decision is not well formed.',
  evidence_nonce_mismatch: 'The decision was signed for another request.',
  evidence_too_late: 'The decision was signed after the request had expired.',
  evidence_from_future: 'The decision is dated in the future.',
  auth_time_unknown: 'The identity provider does not say when the one who decided signed in.',
  auth_too_old: 'The one who decided did not sign in anew for this request.',
  acr_insufficient: 'The sign-in of the one who decided was not strong enough.',
  amr_insufficient: 'The one who decided did not sign in by the method that the rule asks for.',
  approver_is_requester: 'The person who asked cannot approve it.',
  approver_is_delegate: 'The person who asked is away, and this one decides in their place: not what they ask for.',
  approver_identity_unproven: 'It cannot be shown that approver and requester are two people.',
  position_missing: 'The approval does not say where the approver is.',
  position_unasked: 'The approval says where the approver is, and nobody asked.',
  position_too_fine: 'The approval says more exactly than asked where the approver is.',
  position_inaccurate: 'The approval does not say exactly enough where the approver is.',
  position_elsewhere: 'By their own word the approver is not where this may be approved from.',
  approver_not_allowed: 'This person may not approve this kind of action.',
  requester_is_another: 'Only the person who asked can sign this.',
  requester_identity_unproven: 'It cannot be shown that this is the person who asked.',
  glass_not_allowed: 'The policy does not let this person go without approval here.',
  glass_reason_too_short: 'To go without approval takes a reason of at least ten characters.',
  batch_path_mismatch: 'The approval of several requests does not contain this one.',
  deny_malformed: 'The refusal is not well formed.',
  deny_signature_invalid: 'The device of the one who decided did not sign this refusal.',
  deny_digest_mismatch: 'The refusal was signed for another request.',
  review_malformed: 'The review is not well formed.',
  review_signature_invalid: 'The device of the one who reviewed did not sign this review.',
  review_digest_mismatch: 'The review was signed for another request.',
  review_not_asked: 'It was approved as its rule asks, so there is nothing to review.',
  quorum_unknown: 'The policy does not say how many people have to approve this, so nobody can be asked.',
  quorum_missing: 'Not enough people have approved it yet.',
  confirm_missing: 'The person who asked has not confirmed it yet.',
  request_denied: 'It has been denied.',
  emergency_not_allowed: 'The rule names no emergency keys for this.',
  emergency_malformed: 'The statement of an emergency key is not well formed.',
  emergency_key_unknown: 'The statement is not by an emergency key that the rule names.',
  emergency_signature_invalid: 'The emergency key did not sign this statement.',
  emergency_digest_mismatch: 'The emergency key has signed another request.',
  emergency_reason_missing: 'The statement does not say why, in ten characters or more.',
  emergency_missing: 'Not enough emergency keys have signed it yet.',
  emergency_expired: 'The time for releasing it by an emergency key is over.',
  release_expired: 'The time for asking is over.',
  release_window_over: 'It was approved, but the time for running it is over.',
  release_unclaimed: 'It was approved, and the relay did not say in time that it may run.',
  clock_unknown: 'The clock of this device cannot be trusted.',
  bundle_too_large: 'The file is larger than any proof of a request.',
  bundle_malformed: 'The file is not a proof of a request.',
  decision_repeated: 'The decision of one person stands there twice.',
  policy_malformed: 'The policy is not well formed.',
  policy_key_mismatch: 'The policy is not signed with the key that this device trusts.',
  policy_handover_invalid: 'The policy is signed with a new key, and the old one did not hand over to it.',
  policy_signature_invalid: 'The signature of the policy is wrong.',
  policy_rolled_back: 'The policy is older than the one in force.',
  policy_expired: 'The policy is no longer valid.',
} as const

/** A stable code for one failed check. */
export type ErrorCode = keyof typeof words

/** All of them. */
// Object.keys() says string of every object.
export const errorCodes = Object.keys(words) as readonly ErrorCode[]

/** A failed check. `message` is for people, `code` for programs; neither holds a token or a secret. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, options?: ErrorOptions) {
    super(words[code], options)
    this.code = code
  }
}

/** The words for a code, for whoever has only the code (a panel, a log reader). */
export function wordsFor(code: ErrorCode): string {
  return words[code]
}

/** Whether a string that came from outside is one of the codes. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(words, value)
}

/** Throws the coded error unless the condition holds. */
export function demand(condition: boolean, code: ErrorCode): asserts condition {
  if (!condition) throw new ProtocolError(code)
}
