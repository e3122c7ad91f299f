import type { Problem } from './problem.ts'

/** The relay refused. `code` is one of the relay's or of the protocol's codes. */
export class RelayError extends Error {
  override readonly name = 'RelayError'
  readonly code: string
  readonly status: number
  readonly state: string | undefined
  /** With `glass_unreviewed`: who can review what waits for it. */
  readonly reviewers: readonly string[]

  constructor(problem: Problem) {
    super(problem.title)
    this.code = problem.code
    this.status = problem.status
    this.state = problem.state
    this.reviewers = problem.reviewers ?? []
  }
}

/** The relay could not be reached, or answered something that is not of its protocol. */
export class RelayUnreachable extends Error {
  override readonly name = 'RelayUnreachable'
}

/** Whether the relay no longer knows who is calling: they have to sign in again. */
export function isSessionOver(error: unknown): boolean {
  return error instanceof RelayError && overCodes.includes(error.code)
}

const overCodes: readonly string[] = [
  'session_required',
  'session_expired',
  'session_ended',
  'session_proof_invalid',
  'device_revoked',
]
