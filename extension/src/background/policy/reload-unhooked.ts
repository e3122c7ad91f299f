import browser, { type Tabs } from 'webextension-polyfill'
import { accessible, pagesOf } from '../browser/protected-pages.ts'
import { readStanding } from './policy.ts'

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
  await Promise.allSettled(tabs.map(reloadWithoutHook))
}

async function reloadWithoutHook({ id, status }: Tabs.Tab): Promise<void> {
  if (id === undefined) return
  // One that has just begun gets its hook by itself, mostly: to cut it off in the middle would help nobody.
  if (status === 'loading') await loaded(id)
  const isHooked = await browser.tabs.sendMessage(id, 'here?', { frameId: 0 }).catch(() => false)
  if (isHooked !== true) await browser.tabs.reload(id)
}

/** Milliseconds; some pages never end. */
const patience = 5_000

function loaded(tabId: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      browser.tabs.onUpdated.removeListener(look)
      resolve()
    }
    const look = (id: number, { status }: { readonly status?: string }) => {
      if (id === tabId && status === 'complete') end()
    }
    const timer = setTimeout(end, patience)
    browser.tabs.onUpdated.addListener(look)
  })
}
