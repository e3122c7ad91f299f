import type { Alarm } from '@countersign/shared/log'
import browser, { type WebRequest } from 'webextension-polyfill'
import type { SentBody } from '../../messages.ts'
import { manifestHosts } from '../browser/manifest-hosts.ts'
import { thisBrowser } from '../browser/this-browser.ts'
import { canStop } from './can-stop.ts'
import { type Attempt, makeJudge } from './judge.ts'
import { type RequestBody, seenOf } from './seen.ts'

export type Watch = {
  /** Ends it, and says what was seen that must not be. */
  readonly end: () => Promise<Alarm | undefined>
}

/**
 * Looks at every request with the mark of one release, from before its hole opens until after it is closed; while
 * nothing is released, no request of any page is looked at.
 *
 * @param held the tabs by which it may go out, and the body that was held
 */
export async function watchBody(
  markedUrl: string,
  held: { readonly tabs: readonly number[]; readonly body: SentBody },
): Promise<Watch> {
  const mayStop = await canStop()
  const judge = makeJudge(held, mayStop)
  const begun = async (details: WebRequest.OnBeforeRequestDetailsType): Promise<WebRequest.BlockingResponse> => {
    if (details.url !== markedUrl) return {}
    // The types have one value for a field, the browsers a list.
    const body = details.requestBody as unknown as RequestBody | null | undefined
    return { cancel: await judge.begun(attemptOf(details), seenOf(body, thisBrowser === 'firefox')) }
  }
  const leaving = (details: WebRequest.OnBeforeSendHeadersDetailsType): WebRequest.BlockingResponse => {
    return details.url === markedUrl ? { cancel: judge.leaving(attemptOf(details)) } : {}
  }
  // Chromium calls a listener that wants to stop without being allowed to never, and does not say so.
  const filter = { urls: manifestHosts() }
  browser.webRequest.onBeforeRequest.addListener(begun, filter, mayStop ? ['blocking', 'requestBody'] : ['requestBody'])
  browser.webRequest.onBeforeSendHeaders.addListener(leaving, filter, mayStop ? ['blocking'] : [])
  return {
    end: () => {
      browser.webRequest.onBeforeRequest.removeListener(begun)
      browser.webRequest.onBeforeSendHeaders.removeListener(leaving)
      return judge.alarm()
    },
  }
}

function attemptOf({ requestId, tabId, method }: { requestId: string; tabId: number; method: string }): Attempt {
  return { id: requestId, tab: tabId, method }
}
