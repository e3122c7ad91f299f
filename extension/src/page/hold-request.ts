import { buffersOf, captureOf } from './capture.ts'
import { type Ending, hold, tellNotHeld } from './channel.ts'

/**
 * Holds a request as the browser would send it. Where its body cannot be held the person hears why, and it fails.
 *
 * @param request from `makeRequest`; its body is used up
 * @param isOver whether the page has stopped waiting before all of it was read
 */
export async function holdRequest(request: Request, url: string, key: string, isOver: () => boolean): Promise<Ending> {
  const capture = await captureOf(request, url)
  if (typeof capture === 'string') tellNotHeld(capture)
  if (typeof capture === 'string' || isOver()) return { kind: 'fail' }
  // Awaited, since a promise that is returned is asked for its `then`, which the page may have replaced.
  return await hold({ kind: 'hold', key, capture }, buffersOf(capture.body))
}

/** The same for what is known to be too large before it is made into a request. */
export async function refuseTooLarge(): Promise<Ending> {
  tellNotHeld('too-large')
  return { kind: 'fail' }
}
