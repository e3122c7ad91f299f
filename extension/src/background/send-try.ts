import type { Alarm } from '@countersign/shared/log'
import { leavesPage, type Sent } from '../messages.ts'
import { watchBody } from './body-truth/watch.ts'
import { awaitFormAnswer } from './form-answers.ts'
import { markOnce, openHole } from './hole.ts'
import type { Try } from './seat.ts'
import { tell } from './tell.ts'

/** `sent`: how it went; `left` where the page left before it was sent, undefined where it is not known. */
export type Ran = { readonly sent: Sent | 'left' | undefined; readonly alarm: Alarm | undefined }

type Target = { readonly url: string; readonly method: string; readonly tabId: number }

/** Has a try sent through a hole that is open for no longer than that, while what leaves through it is looked at. */
export async function sendTry(tried: Try, { url, method, tabId }: Target): Promise<Ran> {
  const { key, port, capture, probe } = tried
  const marked = markOnce(url)
  const watch = await watchBody(marked, { tab: tabId, body: capture.body })
  tried.sending = true
  const hole = await openHole({ url: marked, method, tabId, probe })
  const answer = leavesPage(capture) ? Promise.race([awaitFormAnswer(marked), tried.sent]) : tried.sent
  // A page that stands still reads it at its probe.
  tell(port, { kind: 'send', key, url: marked })
  const sent = await answer
  await hole.close()
  return { sent, alarm: await watch.end() }
}
