import browser, { type Runtime } from 'webextension-polyfill'

/** What content scripts say of tabs that were opened for what is held: which one it is; that it is not needed. */
type Said = { readonly kind: 'new-tab' | 'no-new-tab'; readonly name: string }

/** Tabs that were opened for what is held, by their names; kept across this worker's deaths. */
export function listenToNewTabs(): void {
  browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
    const { tab, frameId } = sender
    if (!isSaid(message)) return undefined
    if (message.kind === 'no-new-tab') return close(message.name)
    if (tab?.id === undefined || frameId !== 0) return undefined
    return browser.storage.session.set({ [keyOf(message.name)]: tab.id })
  })
}

/** The tab of a name, which is forgotten with it; undefined where it is not there any more, or never was. */
export async function takeNewTab(name: string): Promise<number | undefined> {
  const key = keyOf(name)
  const { [key]: tabId } = await browser.storage.session.get(key)
  await browser.storage.session.remove(key)
  // Written above and nowhere else.
  if (typeof tabId !== 'number') return undefined
  const tab = await browser.tabs.get(tabId).catch(() => undefined)
  return tab?.id
}

async function close(name: string): Promise<void> {
  const tabId = await takeNewTab(name)
  if (tabId !== undefined) await browser.tabs.remove(tabId)
}

function keyOf(name: string): string {
  return `new-tab:${name}`
}

function isSaid(message: unknown): message is Said {
  if (typeof message !== 'object' || message === null) return false
  return ['new-tab', 'no-new-tab'].includes(Reflect.get(message, 'kind'))
}
