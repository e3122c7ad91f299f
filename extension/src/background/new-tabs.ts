import browser, { type Runtime } from 'webextension-polyfill'

/** Tabs that were opened for what is held, by their names; kept across this worker's deaths. */
export function listenToNewTabs(): void {
  browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
    const { tab, frameId } = sender
    if (!isNewTab(message) || tab?.id === undefined || frameId !== 0) return undefined
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

function keyOf(name: string): string {
  return `new-tab:${name}`
}

function isNewTab(message: unknown): message is { readonly kind: 'new-tab'; readonly name: string } {
  return typeof message === 'object' && message !== null && Reflect.get(message, 'kind') === 'new-tab'
}
