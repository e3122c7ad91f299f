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

async function readManaged(): Promise<Managed> {
  try {
    return parseManaged(await browser.storage.managed.get())
  } catch (error) {
    // Firefox says by an error that nothing is set; anything else may hide a setting.
    if (error instanceof Error && /manifest not found/i.test(error.message)) return { kind: 'absent' }
    return { kind: 'malformed', fault: 'The settings cannot be read.' }
  }
}

async function readBuild(): Promise<Build> {
  const response = await fetch(browser.runtime.getURL('build.json'))
  return response.json()
}
