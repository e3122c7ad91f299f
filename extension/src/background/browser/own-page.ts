import browser, { type Runtime } from 'webextension-polyfill'

/** Whether a message comes from the extension's own popup or options page, and not from a content script. */
export function isOwnPage({ url }: Pick<Runtime.MessageSender, 'url'>): boolean {
  return url?.startsWith(browser.runtime.getURL('')) === true
}
