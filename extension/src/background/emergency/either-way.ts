import { emergencyUntil } from '@countersign/shared/protocol'
import type { PanelView } from '../../panel-view.ts'
import type { Hold } from '../held/held.ts'
import { release, type Sender } from '../release/release.ts'
import { waitView } from '../request/ask.ts'
import { cancel } from '../request/refuse.ts'
import type { Own } from '../request/request.ts'
import { awaitKeys, type Signed } from './await-keys.ts'
import { byKeys, heldByKeys } from './by-keys.ts'

/**
 * Whichever comes first: what the people say who are asked, or enough of the keys that the rule names for emergencies.
 * Where people can say nothing any more, and a key is on its way, the request stays held for it.
 *
 * @param people asks them, for as long as the hold that they are given is not stopped
 */
export async function eitherWay<Other>(
  hold: Hold,
  own: Own,
  sender: Sender,
  people: (hold: Hold) => Promise<PanelView | Other>,
): Promise<PanelView | Other> {
  if (own.rule.emergency === undefined) return people(hold)
  const over = new AbortController()
  const asking = following(hold.stop.signal)
  const keys = awaitKeys(hold, own, AbortSignal.any([hold.stop.signal, over.signal]))
  try {
    const asked = people({ ...hold, stop: asking })
    const first = await Promise.race([asked, keys.then(orNever)])
    const signed = isSigned(first) ? first : await goOn(hold, own, sender, first, keys)
    if (!isSigned(signed)) return signed
    // People were faster by a moment.
    if (!hold.decide('keys')) return await asked
    asking.abort('superseded')
    return await release({ hold, own, warrant: byKeys(own, signed) }, sender)
  } finally {
    over.abort()
  }
}

/** Nobody has said yes or no, and somebody is on their way with a key. */
async function goOn<Other>(
  hold: Hold,
  own: Own,
  { show }: Sender,
  ended: PanelView | Other,
  keys: Promise<Signed | undefined>,
): Promise<PanelView | Other | Signed> {
  if (!hold.desk.isOpen() || !isUndecided(ended) || !hold.decide('keys')) return ended
  show(keysView(own))
  const signed = await keys
  if (signed !== undefined) return signed
  return hold.stop.signal.aborted ? cancel(own) : { state: 'expired', held: heldByKeys(own), how: undefined }
}

/** What the panel shows while a key alone is waited for. */
function keysView(own: Own): PanelView {
  const view = waitView(own, undefined, undefined)
  if (view.state !== 'waiting') return view
  const expires = emergencyUntil(own)
  return { state: 'waiting', held: heldByKeys(own), wait: { ...view.wait, asks: { of: 'keys' }, expires } }
}

function isUndecided(ended: unknown): boolean {
  if (ended === null || typeof ended !== 'object' || !('state' in ended)) return false
  return ended.state === 'refused' || (ended.state === 'expired' && 'how' in ended && ended.how === undefined)
}

function isSigned(value: unknown): value is Signed {
  return value !== null && typeof value === 'object' && 'quorumAt' in value
}

function orNever(signed: Signed | undefined): Promise<Signed> {
  return signed === undefined ? new Promise(() => {}) : Promise.resolve(signed)
}

/** Stopped whenever the other is, and for the same reason. */
function following(signal: AbortSignal): AbortController {
  const controller = new AbortController()
  if (signal.aborted) controller.abort(signal.reason)
  signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true })
  return controller
}
