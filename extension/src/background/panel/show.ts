import browser, { type Runtime } from 'webextension-polyfill'
import type { ToContent } from '../../messages.ts'
import type { PanelView } from '../../panel-view.ts'
import { tell } from './tell.ts'

/** A card of the panel. */
export type Card = { readonly key: string; readonly view: PanelView }

/** Frames whose cards the outermost page of their tab draws. */
const framed = new WeakSet<Runtime.Port>()
const outermost = 0

/** By port, so that who came first on it also goes on first. */
const looked = new WeakMap<Runtime.Port, Promise<void>>()

/** A frame may be small, or unseen: where this extension is in the outermost page as well, the cards are there. */
export function lookAbove(port: Runtime.Port): Promise<void> {
  const known = looked.get(port) ?? look(port)
  looked.set(port, known)
  return known
}

async function look(port: Runtime.Port): Promise<void> {
  const { tab, frameId = outermost } = port.sender ?? {}
  if (frameId === outermost || tab?.id === undefined) return
  const isThere = await browser.tabs.sendMessage(tab.id, 'here?', { frameId: outermost }).then(Boolean, () => false)
  if (isThere) framed.add(port)
}

/** Shows a card where the person sees it, and tells the frame that holds it. */
export function show(port: Runtime.Port, { key, view }: Card): void {
  const tabId = port.sender?.tab?.id
  const isFramed = framed.has(port) && tabId !== undefined
  if (isFramed) void drawAbove(tabId, { key, view })
  tell(port, { kind: 'show', key, view, drawn: isFramed ? 'above' : 'here' })
}

/** Whether the outermost page of a tab could be told. */
export function drawAbove(tabId: number, { key, view }: Card): Promise<boolean> {
  const message: ToContent = { kind: 'show', key, view, drawn: 'here' }
  return browser.tabs.sendMessage(tabId, message, { frameId: outermost }).then(
    () => true,
    () => false,
  )
}
