import browser, { type Tabs } from 'webextension-polyfill'
import { withoutFragment } from '../../without-fragment.ts'

/** Milliseconds in which a tab shows the browser's error page for what was blocked. */
const soon = 2_000

/**
 * Whether a tab was led to an address that was blocked: then its error page bears it. A page that is only made ahead
 * looks the same to the network's events now and then, and nobody is to be taken away from the page that they look at.
 */
export function showsAddress(tabId: number, url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (isThere: boolean) => {
      clearTimeout(late)
      browser.tabs.onUpdated.removeListener(see)
      resolve(isThere)
    }
    const see = (updated: number, _change: unknown, tab: Tabs.Tab) => {
      if (updated === tabId && isAt(tab, url)) end(true)
    }
    const late = setTimeout(() => end(false), soon)
    browser.tabs.onUpdated.addListener(see)
    // It may show it already. A tab that is closed shows nothing.
    browser.tabs.get(tabId).then(
      (tab) => see(tabId, undefined, tab),
      () => {},
    )
  })
}

function isAt(tab: Tabs.Tab, url: string): boolean {
  return tab.url !== undefined && withoutFragment(tab.url) === withoutFragment(url)
}
