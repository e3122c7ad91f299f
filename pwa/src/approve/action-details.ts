import type { VerifiedRequest } from '@countersign/shared/protocol'

/**
 * An action as the approver's run tells it to the identity provider (RFC 9396 §2), which may show it. Nothing rests on
 * that: what binds the token is its nonce. Headers and content stay out, be they hidden or not.
 */
export type ActionDetails = {
  readonly type: typeof actionDetailsType
  readonly locations: readonly string[]
  readonly request: string
  readonly digest: string
  readonly method: string
  readonly summary?: string
  readonly url?: string
  /** Members that are missing because the address of the run has no room for them. */
  readonly left_out?: readonly string[]
}

/** What a provider lists in `authorization_details_types_supported`. */
export const actionDetailsType = 'countersign_action'

/**
 * The details of a request, whole where there is room; undefined where there is none at all.
 *
 * @param fits whether the details can still be sent
 */
export function actionDetails(
  { request, digest }: Pick<VerifiedRequest, 'request' | 'digest'>,
  fits: (details: readonly ActionDetails[]) => boolean,
): readonly ActionDetails[] | undefined {
  const { method, summary, url } = request.action
  const base = { type: actionDetailsType, locations: [locationOf(url)], request: request.id, digest, method } as const
  const ways: readonly ActionDetails[] = [
    { ...base, summary, url },
    { ...base, summary, left_out: ['url'] },
    { ...base, url, left_out: ['summary'] },
    { ...base, left_out: ['summary', 'url'] },
  ]
  return ways.map((details) => [details]).find(fits)
}

/** Where the action takes effect: the console's origin. A policy's own address has none. */
function locationOf(url: string): string {
  const { origin } = new URL(url)
  return origin === 'null' ? url : origin
}
