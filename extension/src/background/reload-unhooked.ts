import browser from 'webextension-polyfill'
import { readStanding } from './policy/policy.ts'
import { accessible, pagesOf } from './protected-pages.ts'

/**
 * Loads protected pages anew in which no hook is: those that were open before the extension was, or before it had
 * access. What they would send is blocked without it, but could not be held.
 */
export async function reloadUnhooked(): Promise<void> {
  const standing = await readStanding()
  if (standing.kind === 'nothing') return
  const url = [...(await accessible(pagesOf(standing.inForce.policy)))]
  if (url.length === 0) return
  const tabs = await browser.tabs.query({ url, discarded: false })
  const ids = tabs.map(({ id }) => id).filter((id) => id !== undefined)
  await Promise.allSettled(ids.map(reloadWithoutHook))
}

async function reloadWithoutHook(tabId: number): Promise<void> {
  const isHooked = await browser.tabs.sendMessage(tabId, 'here?', { frameId: 0 }).catch(() => false)
  if (isHooked !== true) await browser.tabs.reload(tabId)
}
