import type { RequestView } from '@countersign/shared/api'
import {
  decodeBase64url,
  demand,
  ProtocolError,
  parseStrictJson,
  type VerifiedRequest,
  verifyBefore,
} from '@countersign/shared/protocol'
import { type Difference, differences } from '@countersign/shared/ui'

/** What would change where it is saved, as far as it can be said. */
export type Comparison =
  | { readonly kind: 'compared'; readonly differences: readonly Difference[] }
  /** The browser could not read what stands there, or it is nothing that can be compared. */
  | { readonly kind: 'unknown' }

/**
 * What would change, for a rule that compares: found here, from the two texts that the request commits to. What stood
 * there is the word of the requester's browser.
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
  const [was, is] = [before, body].map((bytes) => new TextDecoder().decode(bytes))
  return { kind: 'compared', differences: differences(was ?? '', is ?? '') }
}

function isStrictJson(bytes: Uint8Array): boolean {
  try {
    parseStrictJson(bytes)
    return true
  } catch (error) {
    if (error instanceof ProtocolError) return false
    throw error
  }
}
