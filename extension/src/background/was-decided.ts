import { relay } from './relay.ts'
import type { Own } from './request.ts'

/** Milliseconds: a relay that is away does not keep it from being told that the time is over. */
const patience = 3_000

/**
 * Whether somebody approved or confirmed what is over by this machine's own clock: where it slept meanwhile, it has not heard. For
 * the words alone; nothing is released by it.
 */
export async function wasDecided({ request: { id } }: Own): Promise<boolean> {
  try {
    const client = await relay()
    const { status } = await client.call('readRequest', { params: { id } }, AbortSignal.timeout(patience))
    return status.decisions.length > 0 && status.state !== 'denied'
  } catch {
    return false
  }
}
