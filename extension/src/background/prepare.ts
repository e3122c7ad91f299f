import type { Rule } from '@countersign/shared/policy'
import { ProtocolError, type TrustedPolicy, wordsFor } from '@countersign/shared/protocol'
import type { Held, PanelView } from '../panel-view.ts'
import { whoAsks } from './emergency/who-asks.ts'
import type { Tried } from './held/begun.ts'
import type { Hold } from './held/held.ts'
import type { Sender } from './release/release.ts'
import { readBefore } from './request/read-before.ts'
import { makeRequest, type Own } from './request/request.ts'
import { freshSession } from './session/fresh-session.ts'
import { atSignIn, failedView } from './session/sign-in-view.ts'

/** The page's and the person's part in a hold. */
export type Person = Sender & {
  readonly reason: Promise<string>
}

/** Everything before the request exists: the reason, the sign-in, what stands there now. */
export async function prepare(
  { capture, page, tabId, frameId, stop, desk }: Tried & Pick<Hold, 'tabId' | 'stop' | 'desk'>,
  trusted: TrustedPolicy,
  rule: Rule,
  held: Held,
  person: Person,
): Promise<Own | PanelView> {
  const reason = rule.reason === 'required' ? await askReason(rule, held, person, stop.signal) : undefined
  if (stop.signal.aborted) return { state: 'cancelled', held }
  try {
    const fresh = () => freshSession(trusted.policy, atSignIn(held, person.show, stop.signal))
    const session = await whoAsks(
      fresh,
      rule,
      { stop, desk },
      {
        held,
        show: person.show,
        issuers: trusted.policy.issuers.map(({ name, issuer }) => ({ name, issuer })),
      },
    )
    if (stop.signal.aborted) return { state: 'cancelled', held }
    const before = rule.compare === true ? await readBefore(capture, { tabId, frameId }) : undefined
    const own = await makeRequest({ trusted, rule, session, capture, page, reason, before })
    return own ?? { state: 'blocked', why: wordsFor('request_rule_mismatch') }
  } catch (error) {
    if (error instanceof ProtocolError) return { state: 'refused', held, code: error.code, why: error.message }
    return failedView(error, held, stop.signal)
  }
}

function askReason(
  { reason_like: like = [] }: Rule,
  held: Held,
  person: Person,
  signal: AbortSignal,
): Promise<string | undefined> {
  person.show({ state: 'reason', held, like })
  const stopped = new Promise<undefined>((resolve) => signal.addEventListener('abort', () => resolve(undefined)))
  return Promise.race([person.reason, stopped])
}
