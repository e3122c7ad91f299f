import browser from 'webextension-polyfill'
import type { Sent } from '../../sent.ts'
import { manifestHosts } from '../browser/manifest-hosts.ts'

type Waiting = { readonly started: number; readonly left: () => void; readonly resolve: (sent: Sent) => void }

const waiting = new Map<string, Waiting>()

/**
 * How a released form was answered: the page that sent it is gone by then, so the browser is asked.
 *
 * @param left called as soon as it has left the browser: the page that it leads to may see the marked URL
 */
export function awaitFormAnswer(markedUrl: string, left: () => void): Promise<Sent> {
  return new Promise((resolve) => waiting.set(markedUrl, { started: Date.now(), left, resolve }))
}

/** Observes navigations alone, on protected hosts alone: ordinary traffic is not slowed by it. */
export function watchFormAnswers(): void {
  const types: ('main_frame' | 'sub_frame' | 'xmlhttprequest')[] = ['main_frame', 'sub_frame']
  const filter = { urls: manifestHosts(), types }
  browser.webRequest.onSendHeaders.addListener(({ url }) => waiting.get(url)?.left(), filter)
  browser.webRequest.onHeadersReceived.addListener(({ url, statusCode }) => {
    settle(url, (ms) => ({ kind: 'answered', status: statusCode, ms }))
  }, filter)
  browser.webRequest.onErrorOccurred.addListener(({ url }) => settle(url, (ms) => ({ kind: 'failed', ms })), filter)
}

function settle(url: string, sentOf: (ms: number) => Sent): void {
  const found = waiting.get(url)
  waiting.delete(url)
  found?.resolve(sentOf(Date.now() - found.started))
}
