import browser, { type WebRequest } from 'webextension-polyfill'
import { originPattern, withoutPorts } from '../../match-patterns.ts'

/** Where the browser says that a request came from; each has a word of its own for the page. */
export type From = Pick<WebRequest.OnErrorOccurredDetailsType, 'tabId' | 'originUrl'> & { readonly initiator?: string }

/** Its tab; for what no tab sends, one that shows the site, best the one that is looked at. */
export async function tabOf({ tabId, initiator, originUrl }: From): Promise<number | undefined> {
  if (tabId >= 0) return tabId
  const from = initiator ?? originUrl
  if (from === undefined || !from.startsWith('http')) return undefined
  const { origin } = new URL(from)
  const tabs = await browser.tabs.query({ url: withoutPorts([originPattern(origin)]) })
  const there = tabs.filter(({ url }) => url !== undefined && new URL(url).origin === origin)
  return (there.find(({ active }) => active) ?? there[0])?.id
}
