import { describe, expect, test } from 'vitest'
import { findFirefox } from '../lab/browser/find-firefox.ts'
import { mayManage } from '../lab/browser/managed-settings.ts'
import { columns } from './browsers/all.ts'
import { playMatrix } from './matrix.ts'
import { type BrowserName, endings } from './path.ts'
import { table } from './table.ts'

// Every path that a page has, and every habit of a console, once in each browser; in the long run with every ending, and
// where the extension was installed by an administrator as well. See main.ts for the whole of it by hand.

const isLong = process.env['LONG'] !== undefined
const chosen = isLong ? endings : (['approved'] as const)
const played = columns.filter(({ name }) => isLong || name !== 'chromium, installed by policy')
const missing = await absent()

describe.each(played)('in $name', (column) => {
  test.skipIf(missing.has(column.name))(
    'nothing leaks, nothing is sent twice, and nothing is offered that cannot be released',
    async () => {
      const rows = await playMatrix({ column, endings: chosen, say: () => {} })
      console.log(table(rows))
      expect(rows.filter(({ faults }) => faults.length > 0)).toEqual([])
      expect(new Set(rows.map(({ path }) => path)).size).toBeGreaterThanOrEqual(80)
    },
    isLong ? 3_600_000 : 600_000,
  )
})

/** Browsers that this machine has not got; said in one sentence. */
async function absent(): Promise<ReadonlySet<BrowserName>> {
  const found = new Set<BrowserName>()
  const firefox = await findFirefox(() => {})
  if (firefox.kind === 'missing') {
    if (firefox.isFault) throw new Error(firefox.sentence)
    console.warn(firefox.sentence)
    found.add('firefox')
  }
  if (!(await mayManage())) {
    if (isLong) console.warn('Whoever runs this may not install an extension by policy, so that column is left out.')
    found.add('chromium, installed by policy')
  }
  return found
}
