import { makeUnguessable } from '@countersign/shared/protocol'
import browser from 'webextension-polyfill'
import type { PageWay } from '../messages.ts'
import { isFirefox } from './is-firefox.ts'

/** A tab that a held form or link will lead to. Page scripts do not know its name, and so cannot reach it. */
export type NewTab = { readonly name: string; readonly close: () => void }

const prefix = 'countersign-'

export function leadsToNewTab(way: PageWay): boolean {
  return way.kind !== 'fetch' && way.target.toLowerCase() === '_blank'
}

/**
 * Opens the tab at the person's click, since no browser lets a page open one later: it waits there, and says so.
 *
 * @returns undefined where the browser does not let it; Firefox opens one that neither page nor extension can lead on
 */
export function openNewTab(): NewTab | undefined {
  if (isFirefox) return undefined
  const name = prefix + makeUnguessable()
  const opened = window.open('about:blank', name)
  if (opened === null) return undefined
  opened.document.title = 'Waiting for approval'
  opened.document.body.textContent = 'Held until somebody has approved it. This tab goes on by itself.'
  opened.document.body.style.cssText = 'font: 16px system-ui; margin: 3rem; color-scheme: light dark'
  return { name, close: () => opened.close() }
}

/** In such a tab: tells the background which it is. */
export function tellNewTab(): void {
  if (window.name.startsWith(prefix)) void browser.runtime.sendMessage({ kind: 'new-tab', name: window.name })
}
