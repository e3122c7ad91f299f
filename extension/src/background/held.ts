import browser from 'webextension-polyfill'
import type { SentCapture } from '../messages.ts'
import type { Own } from './request.ts'

/**
 * How far a hold has come, kept across the worker's deaths. From `claiming` on it is not known whether the request was
 * sent once the worker has died: it is never sent again.
 */
export type Stored = {
  readonly step: 'asked' | 'claiming'
  readonly tabId: number
  readonly own: Own
}

/** One held request, while this worker lives. */
export type Hold = {
  readonly key: string
  readonly tabId: number
  readonly frameId: number
  readonly capture: SentCapture
  readonly page: { readonly title: string; readonly origin: string }
  /** Aborted with `cancelled` or `gone` when the person cancels or the page goes away. */
  readonly stop: AbortController
}

export function store(key: string, stored: Stored): Promise<void> {
  return browser.storage.session.set({ [`hold:${key}`]: stored })
}

export function forget(key: string): Promise<void> {
  return browser.storage.session.remove(`hold:${key}`)
}

/** What was held when the worker died. */
export async function readAllStored(): Promise<ReadonlyMap<string, Stored>> {
  const all = await browser.storage.session.get(null)
  const held = Object.entries(all).filter(([name]) => name.startsWith('hold:'))
  return new Map(held.map(([name, stored]) => [name.slice('hold:'.length), stored as Stored]))
}
