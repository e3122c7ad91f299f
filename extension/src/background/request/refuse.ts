import { type ErrorCode, wordsFor } from '@countersign/shared/protocol'
import type { PanelView } from '../../panel-view.ts'
import { relay } from '../session/relay.ts'
import { heldOf } from './ask.ts'
import type { Own } from './request.ts'

/** Nothing is released: everybody who watches, and the log, hear which check failed; so does the person. */
export async function refuse(own: Own, code: ErrorCode): Promise<PanelView> {
  const client = await relay()
  const params = { id: own.request.id }
  await client.call('refuseRequest', { params, body: { code } }, soon()).catch(warnUntold)
  await client.call('cancelRequest', { params }, soon()).catch(warnUntold)
  return { state: 'refused', held: heldOf(own), code, why: wordsFor(code) }
}

/** The person gives up. */
export async function cancel(own: Own): Promise<PanelView> {
  const client = await relay()
  await client.call('cancelRequest', { params: { id: own.request.id } }, soon()).catch(warnUntold)
  return { state: 'cancelled', held: heldOf(own) }
}

/** A relay that never answers does not keep the person waiting. */
function soon(): AbortSignal {
  return AbortSignal.timeout(3_000)
}

function warnUntold(error: unknown): void {
  console.warn('Countersign: the relay could not be told.', error)
}
