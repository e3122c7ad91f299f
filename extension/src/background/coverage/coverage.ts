import browser from 'webextension-polyfill'
import type { Path } from '../../paths.ts'
import { type Fate, type Sighting, type Tally, withSightings } from './tally.ts'

/** Not yet written: a page may flood, and storage is for all. */
let fresh: Sighting[] = []
let isWriting = false

/** How long sightings are gathered before they are written, in milliseconds. */
const gathering = 1_000

/** Counts what became of a request that a rule protects: no URL, no content, for the coverage report alone. */
export function note(console: string, path: Path, fate: Fate): void {
  fresh.push({ console, path, fate, at: Date.now() })
  if (!isWriting) void write()
}

export async function readCoverage(): Promise<Tally> {
  return withSightings(await readStored(), fresh)
}

async function write(): Promise<void> {
  isWriting = true
  while (fresh.length > 0) {
    await new Promise((resolve) => setTimeout(resolve, gathering))
    const stored = await readStored()
    const coverage = withSightings(stored, fresh)
    fresh = []
    await browser.storage.local.set({ coverage })
  }
  isWriting = false
}

async function readStored(): Promise<Tally> {
  const { coverage } = await browser.storage.local.get('coverage')
  // Written above and nowhere else.
  return (coverage as Tally | undefined) ?? {}
}
