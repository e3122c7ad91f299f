import type { Alarm } from '@countersign/shared/log'
import { leavesPage } from '../../messages.ts'
import type { Sent } from '../../sent.ts'
import { type Watch, watchBody } from '../body-truth/watch.ts'
import { takeNewTab } from '../browser/new-tabs.ts'
import { sendingTabs } from '../browser/sending-tabs.ts'
import { thisBrowser } from '../browser/this-browser.ts'
import type { Hold } from '../held/held.ts'
import type { Try } from '../held/seat.ts'
import { tell } from '../panel/tell.ts'
import { asCaptured, type Own } from '../request/request.ts'
import { awaitFormAnswer } from './form-answers.ts'
import { markOnce, openHole } from './hole.ts'

/** How a sending went: `left` where the page left before it was sent, undefined where it is not known. */
export type Ran = { readonly sent: Sent | 'left' | undefined; readonly alarm: Alarm | undefined }

/** Has a try sent through a hole that is open for no longer than that. */
export function sendTry(hold: Hold, { request }: Own, tried: Try): Promise<Ran> {
  const { url, method } = request.action
  return send(hold, { url, method, through: false }, tried)
}

/** Sends what no rule protects, through a block that does not look into bodies: the same hole, and nobody is asked. */
export async function sendThrough(hold: Hold, tried: Try): Promise<void> {
  const { method, url } = asCaptured(tried.capture)
  const { alarm } = await send(hold, { method: method.toUpperCase(), url, through: true }, tried)
  // There is no request that the relay could record it with.
  if (alarm !== undefined) console.warn('Countersign: what was let through is not what left.', alarm)
}

/** What leads to a new tab leaves from that one. */
async function tabsOf({ tabId }: Hold, { port, capture: { opens } }: Try): Promise<readonly number[]> {
  const opened = opens === undefined ? undefined : await takeNewTab(opens)
  return opened === undefined ? sendingTabs(tabId, port) : [opened]
}

type Target = { readonly url: string; readonly method: string; readonly through: boolean }

/**
 * In Chromium no script of a page and no worker ever sees the mark of what a content script fetches: where nobody has
 * approved anything, and so nothing is recorded, looking at it twice would only cost time.
 */
const unwatched: Watch = { end: async () => undefined }

async function send(hold: Hold, { method, url, through }: Target, tried: Try): Promise<Ran> {
  const { key, capture, probe, port } = tried
  const tabs = await tabsOf(hold, tried)
  const marked = markOnce(url)
  const isSeenByNobody = through && capture.way === 'fetch' && thisBrowser === 'chromium'
  const watch = isSeenByNobody ? unwatched : await watchBody(marked, { tabs, body: capture.body })
  const hole = await openHole({ url: marked, method, tabs, way: capture.way, probe })
  const elsewhere = leavesPage(capture) ? [awaitFormAnswer(marked, () => void hole.close())] : []
  tried.sending = true
  tell(port, { kind: 'send', key, url: marked, through })
  const sent = await Promise.race([...elsewhere, tried.sent])
  await hole.close()
  return { sent, alarm: await watch.end() }
}
