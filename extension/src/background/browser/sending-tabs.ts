import type { Runtime } from 'webextension-polyfill'

/**
 * The tabs by which a page's requests go out, as the network layer names them: its own. Into a window that a page has
 * opened empty nothing was ever loaded; what its scripts send goes the way of its opener.
 */
export function sendingTabs(tabId: number, { sender }: Runtime.Port): readonly number[] {
  const { url, openerTabId } = sender?.tab ?? {}
  // The browser tells no address that no rule and no permission names: such a window has `about:blank`.
  const isEmpty = url === undefined || url === 'about:blank'
  return isEmpty && openerTabId !== undefined ? [tabId, openerTabId] : [tabId]
}
