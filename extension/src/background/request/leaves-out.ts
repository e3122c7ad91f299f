import { canonicalUrl, type LeavesOut, type Policy } from '@countersign/shared/policy'
import { isYoung, leavesOutAt, parseCompact, type Vouched } from '@countersign/shared/protocol'
import type { SentCapture } from '../../messages.ts'
import type { Asker } from '../session/opened-session.ts'

type Asked = { readonly method: string; readonly url: string; readonly way?: SentCapture['way'] }

/** Which rules do not count for whoever is signed in here. Whose page stands still waits for no sign-in: all of them do. */
export function leavesOutBy(policy: Policy, session: Asker | undefined, asked: Asked, at: number): LeavesOut {
  if (asked.way === 'sync') return () => false
  const { method, url } = asked
  const who = session === undefined ? undefined : vouchedNow(policy, session, at)
  return leavesOutAt(who, { method: method.toUpperCase(), url: canonicalUrl(url) ?? url }, at)
}

/** Nobody by a sign-in of long ago: what somebody was then spares them nothing. */
function vouchedNow(policy: Policy, { issuer, idToken }: Asker, at: number): Vouched | undefined {
  const named = policy.issuers.find((one) => one.issuer === issuer)
  const claims = parseCompact(idToken).payload
  const isFresh = typeof claims['iat'] === 'number' && isYoung(claims['iat'] * 1_000, at, policy)
  return named === undefined || !isFresh ? undefined : { issuer: named, claims }
}
