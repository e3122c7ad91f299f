import type { Went } from '../../panel-view.ts'
import { relay } from '../session/relay.ts'
import type { Own } from './request.ts'
import { wentByWord } from './went.ts'

/** Milliseconds: a relay that is away does not keep it from being told that the time is over. */
const patience = 3_000

/**
 * How somebody let through what is over by this machine's own clock: where it slept meanwhile, it has not heard. For
 * the words alone; nothing is released by it.
 */
export async function howDecided(own: Own): Promise<Went['how'] | undefined> {
  try {
    const client = await relay()
    const { status } = await client.call(
      'readRequest',
      { params: { id: own.request.id } },
      AbortSignal.timeout(patience),
    )
    return status.state === 'denied' ? undefined : wentByWord(own, status)
  } catch {
    return undefined
  }
}
