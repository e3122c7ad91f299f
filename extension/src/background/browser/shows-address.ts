import browser, { type Tabs } from 'webextension-polyfill'

/** Milliseconds in which a tab shows the browser's error page. */
const soon = 2_000

/**
 * Whether a tab was led to an address, of which nothing came: then its error page bears it. Nobody is to be taken away
 * from a page that they look at, and the network's events alone do not tell: a page may be only made ahead, or its
 * loading stopped.
 */
export function showsAddress(tabId: number, isIt: (url: string) => boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (isThere: boolean) => {
      clearTimeout(late)
      browser.tabs.onUpdated.removeListener(see)
      resolve(isThere)
    }
    const see = (updated: number, _change: unknown, tab: Tabs.Tab) => {
      if (updated === tabId && tab.url !== undefined && isIt(tab.url)) end(true)
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
