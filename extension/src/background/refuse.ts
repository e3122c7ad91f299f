import { RelayError } from '@countersign/shared/api'
import { type ErrorCode, wordsFor } from '@countersign/shared/protocol'
import type { PanelView } from '../messages.ts'
import { heldOf } from './ask.ts'
import { pause, relay } from './relay.ts'
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
  const isTold = await tellCancelled(own).catch(warnUntold)
  if (isTold === false) void tellAgain(own)
  return { state: 'cancelled', held: heldOf(own) }
}

/** Whether the relay knew of it: the request may still be on its way, and be stored after this. */
async function tellCancelled({ request }: Own): Promise<boolean> {
  const client = await relay()
  try {
    await client.call('cancelRequest', { params: { id: request.id } }, soon())
    return true
  } catch (error) {
    if (error instanceof RelayError && error.status === 404) return false
    throw error
  }
}

async function tellAgain(own: Own): Promise<void> {
  for (let tries = 0; tries < 5; tries += 1) {
    await pause(250 * 2 ** tries, forever)
    if ((await tellCancelled(own).catch(warnUntold)) !== false) return
  }
}

const forever = new AbortController().signal

/** A relay that never answers does not keep the person waiting. */
function soon(): AbortSignal {
  return AbortSignal.timeout(3_000)
}

function warnUntold(error: unknown): void {
  console.warn('Countersign: the relay could not be told.', error)
}
