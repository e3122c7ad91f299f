import browser from 'webextension-polyfill'

/** The match patterns of the pages that scripts are put into. */
export function protectedPages(): readonly string[] {
  const { content_scripts: scripts = [], host_permissions: hosts = [] } = chrome.runtime.getManifest()
  return scripts[0]?.matches ?? hosts
}

/**
 * Loads protected pages anew in which no hook is: those that were open before the extension was. What they would send is
 * blocked without it, but could not be held.
 */
export async function reloadUnhooked(): Promise<void> {
  const tabs = await browser.tabs.query({ url: [...protectedPages()], discarded: false })
  const ids = tabs.map(({ id }) => id).filter((id) => id !== undefined)
  await Promise.allSettled(ids.map(reloadWithoutHook))
}

async function reloadWithoutHook(tabId: number): Promise<void> {
  const isHooked = await browser.tabs.sendMessage(tabId, 'here?', { frameId: 0 }).catch(() => false)
  if (isHooked !== true) await browser.tabs.reload(tabId)
}
