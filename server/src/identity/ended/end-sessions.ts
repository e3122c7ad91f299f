import { sha256 } from '@countersign/shared/protocol'
import { leaf } from '../../log/leaf.ts'
import type { Relay } from '../../relay.ts'
import type { SessionEnd } from './session-end.ts'
import { keepEnd } from './store.ts'

/** What a provider's token says. */
export type SaidEnd = Omit<SessionEnd, 'at'> & {
  readonly sender: string
  readonly jti: string
  readonly token: string
}

/**
 * Ends sessions, on every node: kept and logged in one statement, known here when this returns, elsewhere when it is
 * told. Their streams are closed, and their next call is refused.
 *
 * @returns false where this token has come before: nothing is done twice
 */
export async function endSessions(relay: Relay, { token, ...end }: SaidEnd): Promise<boolean> {
  const now = relay.now()
  const idp = { issuer: end.sender, token: await sha256(token) }
  const entry = leaf({ kind: 'session.ended', at: now, idp })
  // Word that was long on its way ends no session that came after it; clocks may differ.
  const at = Math.min(now, end.issued + clockTolerance)
  if (!(await keepEnd(relay.db, { ...end, at }, entry))) return false
  await relay.ended.refresh()
  relay.hub.wakeForSessions()
  return true
}

const clockTolerance = 300_000
