import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { families } from './hostile-page/all.ts'
import { liesByReader } from './lying-relay/plan.ts'

const text = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
const rows = text.split('\n').map((line) => line.replaceAll(/\s+/g, ' '))

test.each(liesByReader)('the README says of every lie to $whom what it is, and of no other', ({ heading, lies }) => {
  expect(rowsUnder(heading)).toEqual(lies.map(({ name, says }) => `| ${name} | ${says} |`))
})

test.each(families)(
  'the README says of every attack by “$heading” what it is, and of no other',
  ({ heading, attacks }) => {
    expect(rowsUnder(heading)).toEqual(attacks.map(({ name, says }) => `| ${name} | ${says} |`))
  },
)

/** The table under a heading, without its first line. */
function rowsUnder(heading: string): readonly string[] {
  const from = rows.indexOf(`### ${heading}`)
  const to = rows.findIndex((line, index) => index > from && line.startsWith('#'))
  const section = rows.slice(from + 1, to < 0 ? undefined : to).filter((line) => /^\| [^-]/.test(line))
  return section.slice(1)
}
