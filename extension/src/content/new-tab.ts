import { makeUnguessable } from '@countersign/shared/protocol'
import browser from 'webextension-polyfill'
import type { PageWay } from '../page-messages.ts'
import { inClosedRoot } from './in-closed-root.ts'
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
 * @returns undefined where the browser does not let it
 */
export function openNewTab(): NewTab | undefined {
  const name = prefix + makeUnguessable()
  return isFirefox ? openByLink(name) : openByScript(name)
}

/** In such a tab: tells the background which it is, and the person what it waits for. */
export function tellNewTab(): void {
  if (!window.name.startsWith(prefix)) return
  void browser.runtime.sendMessage({ kind: 'new-tab', name: window.name })
  if (isFirefox && location.href === 'about:blank') addEventListener('DOMContentLoaded', () => explain(document))
}

function openByScript(name: string): NewTab | undefined {
  const opened = window.open('about:blank', name)
  if (opened === null) return undefined
  explain(opened.document)
  return { name, close: () => opened.close() }
}

/**
 * In Firefox a tab that this script opens belongs to nobody, and neither page nor extension can lead it on; one that a
 * link of the page opens belongs to the page.
 */
function openByLink(name: string): NewTab | undefined {
  // Without a click the browser opens none, and does not say so.
  if (!navigator.userActivation.isActive) return undefined
  const link = document.createElement('a')
  link.href = 'about:blank'
  link.target = name
  inClosedRoot(link, (fresh) => HTMLElement.prototype.click.call(fresh))
  return { name, close: () => void browser.runtime.sendMessage({ kind: 'no-new-tab', name }) }
}

function explain(page: Document): void {
  page.title = 'Held'
  page.body.textContent = 'Held until it is decided. This tab goes on by itself.'
  page.body.style.cssText = 'font: 16px system-ui; margin: 3rem; color-scheme: light dark'
}
