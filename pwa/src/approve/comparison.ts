import type { RequestView } from '@countersign/shared/api'
import { decodeBase64url, demand, isStrictJson, type VerifiedRequest, verifyBefore } from '@countersign/shared/protocol'

/** What stands where something is saved, and what would, as far as it can be said. */
export type Comparison =
  /** Strict JSON, both. */
  | { readonly kind: 'known'; readonly was: string; readonly is: string }
  /** The browser could not read what stands there, or it is nothing that can be compared. */
  | { readonly kind: 'unknown' }

/**
 * The two texts that the request commits to, for a rule that compares. What stood there is the word of the requester's
 * browser.
 *
 * @throws {ProtocolError} `before_mismatch`, `before_missing`
 */
export async function judgeComparison(
  view: RequestView,
  { request, rule }: VerifiedRequest,
  body: Uint8Array<ArrayBuffer> | undefined,
): Promise<Comparison | undefined> {
  if (view.before === undefined) {
    // Deleted with the content after the request has ended, and not missed any more then.
    demand(request.context.before === undefined || view.status.state !== 'pending', 'before_missing')
    return rule.compare === true && view.status.state === 'pending' ? { kind: 'unknown' } : undefined
  }
  const before = decodeBase64url(view.before)
  await verifyBefore(request, before)
  if (body === undefined || !isStrictJson(body)) return { kind: 'unknown' }
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
  return { kind: 'known', was: text(before), is: text(body) }
}
