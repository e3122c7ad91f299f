import type { TrustAnchor } from '@countersign/shared/protocol'
import browser from 'webextension-polyfill'
import { type Build, chooseTrust, type Trust } from './choose.ts'
import { type Managed, parseManaged } from './managed.ts'
import { readPinned } from './pinned.ts'

/** There is no anchor, so there is no relay to speak to. */
export class NoAnchor extends Error {
  override readonly name = 'NoAnchor'
}

let reading: Promise<Trust> | undefined

/** The trust anchor; out of the relay's reach, wherever it comes from. */
export function readTrust(): Promise<Trust> {
  reading ??= loadTrust()
  return reading
}

/** The settings or the pin have changed: looks again at the next call. */
export function forgetTrust(): void {
  reading = undefined
}

/** @throws {NoAnchor} */
export async function readAnchor(): Promise<TrustAnchor> {
  const trust = await readTrust()
  if (trust.kind !== 'anchor') throw new NoAnchor('This browser belongs to no organisation yet.')
  return trust.anchor
}

async function loadTrust(): Promise<Trust> {
  const [managed, build, pinned] = await Promise.all([readManaged(), readBuild(), readPinned()])
  return chooseTrust(managed, build, pinned)
}

/**
 * The settings as they were last seen: when a browser starts it takes seconds to say them (3 s measured, more under
 * load), and nobody's click should wait for that. Before they were ever seen the build's own anchor counts, which is
 * the organisation's too; and what was asked under one key is not released under another.
 */
async function readManaged(): Promise<Managed> {
  const { managed: seen } = await browser.storage.local.get('managed')
  // Written below and nowhere else.
  return seen === undefined ? { kind: 'absent' } : parseManaged(seen as Readonly<Record<string, unknown>>)
}

/** Asks the browser for the settings of today; `forgetTrust` makes them count. */
export async function renewManaged(): Promise<void> {
  await browser.storage.local.set({ managed: await settingsOfToday() })
}

async function settingsOfToday(): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await browser.storage.managed.get()
  } catch (error) {
    // Firefox says by an error that nothing is set.
    if (error instanceof Error && /manifest not found/i.test(error.message)) return {}
    throw error
  }
}

async function readBuild(): Promise<Build> {
  const response = await fetch(browser.runtime.getURL('build.json'))
  return response.json()
}
