import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { liesByReader } from './lying-relay/plan.ts'

const text = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
const rows = text.split('\n').map((line) => line.replaceAll(/\s+/g, ' '))

test.each(liesByReader)('the README says of every lie to $whom what it is, and of no other', ({ heading, lies }) => {
  const from = rows.indexOf(`### ${heading}`)
  const to = rows.findIndex((line, index) => index > from && line.startsWith('### '))
  const section = rows.slice(from + 1, to < 0 ? undefined : to).filter((line) => /^\| [^-]/.test(line))
  expect(section.slice(1)).toEqual(lies.map(({ name, says }) => `| ${name} | ${says} |`))
})
