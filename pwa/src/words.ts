import { RelayError, RelayUnreachable, relayProblems } from '@countersign/shared/api'
import { IssuerUnreachable, isErrorCode, ProtocolError, wordsFor } from '@countersign/shared/protocol'

/** What went wrong, for a person. Nothing that came from outside is repeated, only its code's own words. */
export function wordsOf(error: unknown): string {
  if (error instanceof RelayError) return wordsOfCode(error.code)
  if (error instanceof ProtocolError) return error.message
  if (error instanceof RelayUnreachable) return 'Countersign cannot be reached. Check your connection.'
  if (error instanceof IssuerUnreachable) return `${hostOf(error.issuer)} cannot be reached. Check your connection.`
  return 'Something failed on this phone. Try again.'
}

/** The words of a stable code, the relay's or the protocol's. */
export function wordsOfCode(code: string): string {
  if (isErrorCode(code)) return wordsFor(code)
  if (isRelayCode(code)) return relayProblems[code][1]
  return 'Something failed. Try again.'
}

function isRelayCode(code: string): code is keyof typeof relayProblems {
  return Object.hasOwn(relayProblems, code)
}

function hostOf(issuer: string): string {
  return URL.canParse(issuer) ? new URL(issuer).host : issuer
}
