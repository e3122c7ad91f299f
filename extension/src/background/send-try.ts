import { leavesPage, type Sent, type ToContent } from '../messages.ts'
import { awaitFormAnswer } from './form-answers.ts'
import type { Hold } from './held.ts'
import { openHole } from './hole.ts'
import type { Own } from './request.ts'
import type { Try } from './seat.ts'
import { tell } from './tell.ts'

/**
 * Has a try sent through a hole that is open for no longer than that.
 *
 * @returns how it went; `left` where the page left before it was sent, undefined where it is not known
 */
export async function sendTry(hold: Hold, { request }: Own, tried: Try): Promise<Sent | 'left' | undefined> {
  const { action } = request
  const hole = await openHole({ url: action.url, method: action.method, tabId: hold.tabId, probe: tried.probe })
  try {
    const leaves = leavesPage(tried.capture)
    const answer = leaves ? Promise.race([awaitFormAnswer(hole.url), tried.sent]) : tried.sent
    const message: ToContent = { kind: 'send', key: tried.key, url: hole.url }
    tried.sending = true
    tell(tried.port, message)
    return await answer
  } finally {
    await hole.close()
  }
}
