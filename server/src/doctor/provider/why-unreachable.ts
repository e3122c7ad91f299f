import { ProtocolError } from '@countersign/shared/protocol'

/** Why a provider's document could not be had, and what to do, in words. */
export function whyUnreachable(error: unknown): string {
  if (error instanceof ProtocolError) return 'what it answers is not strict JSON, or names a member twice'
  if (!(error instanceof Error)) return 'it cannot be read'
  if (error.name === 'TimeoutError') return 'no answer within ten seconds. Browsers and phones wait no longer'
  if (error.message === 'not over https') return 'it is not over https'
  if (error.message === 'answered too much') return 'it is larger than 256 KiB, and no verifier reads more'
  const { cause } = error
  if (cause instanceof Error && /redirect/.test(cause.message)) {
    return 'it answers with a redirect, and none is followed. Use the issuer that it leads to'
  }
  const code = codeOf(cause) ?? codeOf(error)
  return code === undefined ? `it ${error.message}` : `no connection (${code})`
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
