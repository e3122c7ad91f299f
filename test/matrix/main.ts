import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildExtension } from '../../extension/build/build.ts'
import { columns } from './browsers/all.ts'
import type { Row } from './judge.ts'
import { playMatrix } from './matrix.ts'
import { browserNames, endings } from './path.ts'
import { table } from './table.ts'

// `pnpm matrix`: every path a page has, and every habit of a console, in real browsers, with every ending; a table, and
// the same as JSON.

const help = `Usage: pnpm matrix [--browser NAME]… [--ending NAME]… [--out FILE]

  --browser  ${browserNames.join(' | ')}; all without it
  --ending   ${endings.join(' | ')}; all without it
  --only     part of the names of the paths to play
  --out      where the table goes as JSON (.countersign/matrix.json)

Exit code 0 where nothing leaked, nothing was sent twice, nothing was offered that could not be released, what nothing
protects went through at once, and the panel told of the rest how it ended; 1 otherwise.`

const { values } = parseArgs({
  options: {
    browser: { type: 'string', multiple: true },
    ending: { type: 'string', multiple: true },
    only: { type: 'string', default: '' },
    out: { type: 'string', default: join(import.meta.dirname, '../../.countersign/matrix.json') },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(help)
  process.exit(0)
}
await buildExtension()
const rows: Row[] = []
for (const column of columns) {
  if (values.browser !== undefined && !values.browser.includes(column.name)) continue
  console.log(`Playing in ${column.name}`)
  const chosen = endings.filter((ending) => values.ending?.includes(ending) ?? true)
  const say = (line: string) => console.log(`  ${line}`)
  rows.push(...(await playMatrix({ column, endings: chosen, only: values.only, say })))
}
console.log(table(rows))
await mkdir(join(values.out, '..'), { recursive: true })
await writeFile(values.out, `${JSON.stringify(rows, null, 2)}\n`)
console.log(`Written to ${values.out}`)
process.exit(rows.some(({ faults }) => faults.length > 0) ? 1 : 0)
