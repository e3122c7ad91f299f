import browser, { type Tabs } from 'webextension-polyfill'

/** Milliseconds in which a tab shows the browser's error page for what was blocked. */
const soon = 2_000

/**
 * Whether a tab was led to an address that was blocked: then its error page bears it. A page that is only made ahead
 * looks the same to the network's events now and then, and nobody is to be taken away from the page that they look at.
 */
export async function showsAddress(tabId: number, url: string): Promise<boolean> {
  const watched = watchTab(tabId, url)
  const shown = await browser.tabs.get(tabId).catch(() => undefined)
  if (shown !== undefined && isAt(shown, url)) watched.found()
  return watched.answer
}

function watchTab(tabId: number, url: string) {
  let found = () => {}
  const answer = new Promise<boolean>((resolve) => {
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
    found = () => end(true)
  })
  return { answer, found }
}

function isAt(tab: Tabs.Tab, url: string): boolean {
  return tab.url !== undefined && withoutFragment(tab.url) === withoutFragment(url)
}

function withoutFragment(url: string): string {
  const [address = ''] = url.split('#')
  return address
}
