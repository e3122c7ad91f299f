import { canonicalUrl, type LeavesOut, type Policy } from '@countersign/shared/policy'
import { leavesOutAt, parseCompact } from '@countersign/shared/protocol'
import type { SentCapture } from '../messages.ts'
import type { Asker } from './emergency/who-asks.ts'

type Asked = { readonly method: string; readonly url: string; readonly way?: SentCapture['way'] }

/** Which rules do not count for whoever is signed in here. Whose page stands still waits for no sign-in: all of them do. */
export function leavesOutBy(policy: Policy, session: Asker | undefined, asked: Asked, at: number): LeavesOut {
  if (asked.way === 'sync') return () => false
  const { method, url } = asked
  const issuer = policy.issuers.find((one) => one.issuer === session?.issuer)
  const who =
    session === undefined || issuer === undefined
      ? undefined
      : { issuer, claims: parseCompact(session.idToken).payload }
  return leavesOutAt(who, { method: method.toUpperCase(), url: canonicalUrl(url) ?? url }, at)
}
