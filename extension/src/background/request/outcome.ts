import type { ReportedOutcome } from '@countersign/shared/log'
import { pause, relay } from '../session/relay.ts'
import type { Own } from './request.ts'

/**
 * Tells the relay what the console answered. A claim of an earlier worker may still be on its way when its outcome is
 * reported, so this is tried some times; a report that is lost costs knowledge, never a second sending.
 */
export async function report({ request }: Pick<Own, 'request'>, outcome: ReportedOutcome): Promise<void> {
  const client = await relay()
  const call = { params: { id: request.id }, body: outcome }
  for (let tries = 0; tries < 6; tries += 1) {
    try {
      // Also where somebody has to sign in first: they see what happened all the same.
      await client.call('reportOutcome', call, AbortSignal.timeout(15_000))
      return
    } catch (error) {
      console.warn('Countersign: the outcome could not be reported.', error)
      await pause(250 * 2 ** tries, forever)
    }
  }
}

const forever = new AbortController().signal
