import { RelayUnreachable } from '@countersign/shared/api'
import type { Rule } from '@countersign/shared/policy'
import type { Held, NamedIssuer, PanelView } from '../../panel-view.ts'
import type { Hold } from '../held/held.ts'
import { type LastSignIn, readLastSignIn } from '../session/last-sign-in.ts'
import type { Asker, Session } from '../session/opened-session.ts'
import { nextSession } from '../session/session.ts'
import { SignInFailed } from '../session/sign-in.ts'

type Shown = {
  readonly held: Held
  readonly show: (view: PanelView) => void
  readonly issuers: readonly NamedIssuer[]
}

/**
 * Who asks: by a sign-in that is fresh enough; or once the person goes to an emergency key, by their last one, however
 * old. Where nobody can sign in, they are told of that way and the request stays held.
 *
 * @throws {SignInFailed}
 */
export async function whoAsks(
  fresh: () => Promise<Session>,
  { emergency }: Pick<Rule, 'emergency'>,
  { desk, stop }: Pick<Hold, 'desk' | 'stop'>,
  shown: Shown,
): Promise<Asker> {
  if (emergency === undefined) return fresh()
  try {
    return await Promise.race([fresh(), desk.opened.then(lastOrFail)])
  } catch (error) {
    const away = awayIn(error)
    if (away === undefined || (await readLastSignIn()) === undefined || stop.signal.aborted) throw error
    const { held, issuers } = shown
    shown.show({ state: 'nobody-to-ask', held, away, issuers })
    return Promise.race([nextSession(), desk.opened.then(lastOrFail), aborted(stop.signal).then(lastOrFail)])
  }
}

function awayIn(error: unknown): 'relay' | 'issuer' | undefined {
  if (error instanceof RelayUnreachable) return 'relay'
  return error instanceof SignInFailed ? 'issuer' : undefined
}

async function lastOrFail(): Promise<LastSignIn> {
  const last = await readLastSignIn()
  if (last === undefined) throw new SignInFailed('your identity provider', 'Nobody has signed in here before.')
  return last
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
