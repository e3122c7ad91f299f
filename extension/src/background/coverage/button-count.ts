import { thisBrowser } from '../browser/this-browser.ts'

/**
 * Has the toolbar's button count what was blocked in its tab. Of what a frame of another site sends Chromium tells no
 * extension but by this number; Firefox has none.
 */
export async function countOnButton(): Promise<void> {
  if (thisBrowser === 'firefox') return
  await chrome.declarativeNetRequest.setExtensionActionOptions({ displayActionCountAsBadgeText: true })
}

/** A page that stood still had its content script ask at blocked addresses: nobody tried to send anything by that. */
export async function uncount(tabId: number, times: number): Promise<void> {
  if (thisBrowser === 'firefox') return
  // Its tab may be closed by now.
  await chrome.declarativeNetRequest
    .setExtensionActionOptions({ tabUpdate: { tabId, increment: -times } })
    .catch(() => {})
}
