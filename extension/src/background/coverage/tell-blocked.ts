import browser from 'webextension-polyfill'
import type { BlockedPath } from '../../paths.ts'
import { type Card, drawAbove } from '../panel/show.ts'
import { heldBy } from '../request/ask.ts'
import type { Concerned } from './concerned.ts'

/** Where a blocked request came from. */
export type Place = { readonly tabId: number; readonly frameId: number }

/** One card for each tab, way and rule, and not again for a while: a page may try without end. */
const told = new Map<string, number>()
const quiet = 30_000

/**
 * Tells the person where the page is. A frame of a console inside another site's page tells it itself, since this
 * extension is not in the outermost one; a tab in which it is nowhere has nobody to tell it.
 */
export async function tellBlocked({ tabId, frameId }: Place, path: BlockedPath, concerned: Concerned): Promise<void> {
  const card = cardOf(path, concerned)
  if (isToldLately(`${tabId} ${card.key}`)) return
  if ((await drawAbove(tabId, card)) || frameId === 0) return
  await browser.tabs.sendMessage(tabId, { kind: 'show', ...card, drawn: 'here' }, { frameId }).catch(() => {})
}

function cardOf(path: BlockedPath, concerned: Concerned): Card {
  const { rule } = concerned
  const { console } = rule
  const key = `${path} ${rule.id}`
  if (concerned.kind === 'alike') {
    return { key: `${key} ${concerned.alike}`, view: { state: 'alike', console, path, alike: concerned.alike } }
  }
  const held = heldBy(rule, concerned.params)
  return { key, view: { state: 'not-held', held, path } }
}

function isToldLately(key: string): boolean {
  const now = Date.now()
  for (const [name, at] of told) if (at < now - quiet) told.delete(name)
  if (told.has(key)) return true
  told.set(key, now)
  return false
}
