import browser from 'webextension-polyfill'
import type { Own } from '../request/request.ts'
import type { Desk } from './desk.ts'
import type { Seat } from './seat.ts'

/** Where a hold belongs: the same tab, and pages of the same origin in it. */
export type Place = { readonly tabId: number; readonly origin: string }

/**
 * How far a hold has come, kept across the worker's deaths. From `claiming` on it is not known whether the request was
 * sent once the worker has died: it is never sent again.
 */
export type Stored = Place & {
  /** Digest of the likeness: what is identical to it is the same action, tried again. */
  readonly likeness: string
  readonly own: Own
} & Step

export type Step =
  | { readonly step: 'asked' }
  /** Approved, seen at `quorumAt` by the corrected clock, and nobody was there to send it. */
  | { readonly step: 'ready'; readonly quorumAt: number }
  /** The same by emergency keys, with what they have signed. */
  | { readonly step: 'signed'; readonly quorumAt: number; readonly statements: readonly string[] }
  /** `trying` is the key of the try that it is claimed for. */
  | { readonly step: 'claiming'; readonly trying: string }

/** One held request, while this worker lives. Its page may leave, and one that tries the same again takes its seat. */
export type Hold = Place & {
  readonly key: string
  readonly likeness: string
  /** What is sent are the bytes of the try that has the seat then. */
  readonly seat: Seat
  /** Aborted with `cancelled` or `gone` when the person cancels or the tab is closed. */
  readonly stop: AbortController
  /** Where emergency keys are handed in, where the rule names some. */
  readonly desk: Desk
  /** Whether it is these who let it through, or keep it held: whoever is first. The others' word comes too late. */
  readonly decide: (by: 'people' | 'keys') => boolean
}

/** The person went to an emergency key: so it is for the next worker, too. */
export async function storeDesk(key: string): Promise<void> {
  await browser.storage.session.set({ [`desk:${key}`]: true })
}

export async function hadDesk(key: string): Promise<boolean> {
  const name = `desk:${key}`
  return name in (await browser.storage.session.get(name))
}

export async function store(key: string, stored: Stored): Promise<void> {
  await browser.storage.session.set({ [`hold:${key}`]: stored })
  await tellPages()
}

export async function forget(key: string): Promise<void> {
  await browser.storage.session.remove([`hold:${key}`, `desk:${key}`])
  await tellPages()
}

/** What was held when the worker died. */
export async function readAllStored(): Promise<ReadonlyMap<string, Stored>> {
  const all = await browser.storage.session.get(null)
  const held = Object.entries(all).filter(([name]) => name.startsWith('hold:'))
  // Written above and nowhere else.
  return new Map(held.map(([name, stored]) => [name.slice('hold:'.length), stored as Stored]))
}

/**
 * Where something is held, for content scripts: a page that loads there looks whether it is theirs. They may not read
 * the session's storage, and so no page wakes this worker for nothing.
 */
export async function tellPages(): Promise<void> {
  const origins = new Set([...(await readAllStored()).values()].map(({ origin }) => origin))
  await browser.storage.local.set({ holding: [...origins].sort() })
}
