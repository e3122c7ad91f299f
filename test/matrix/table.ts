import type { Row } from './judge.ts'
import { type BrowserName, type Ending, endings } from './path.ts'

/** The matrix as text: a line for each path, a column for each browser and ending, then what is wrong. */
export function table(rows: readonly Row[]): string {
  const browsers = [...new Set(rows.map(({ browser }) => browser))]
  const paths = [...new Set(rows.map(({ path }) => path))]
  const shown = endings.filter((ending) => rows.some((row) => row.ending === ending))
  const columns = browsers.flatMap((browser) => shown.map((ending) => ({ browser, ending })))
  const width = Math.max(...paths.map(({ length }) => length))
  const head = columns.map(({ browser, ending }) => `${shortNames[browser]} ${ending}`.padEnd(columnWidth)).join('')
  const lines = paths.map((path) => {
    const cells = columns.map(({ browser, ending }) => cell(rows, path, browser, ending).padEnd(columnWidth))
    return `${path.padEnd(width)}  ${cells.join('')}`.trimEnd()
  })
  const faults = rows.flatMap(({ path, browser, ending, faults: found }) =>
    found.map((fault) => `${path}; ${browser}; ${ending}: ${fault}`),
  )
  return [`${''.padEnd(width)}  ${head}`.trimEnd(), ...lines, '', ...sums(rows, browsers), ...faults].join('\n')
}

const columnWidth = 22

const shortNames: Readonly<Record<BrowserName, string>> = {
  chromium: 'Chromium',
  'chromium, installed by policy': 'Policy',
  firefox: 'Firefox',
}

function cell(rows: readonly Row[], path: string, browser: BrowserName, ending: Ending): string {
  const row = rows.find((each) => each.path === path && each.browser === browser && each.ending === ending)
  if (row === undefined) return '–'
  const { outcome, hits, faults } = row
  if (faults.length > 0) return `WRONG (${outcome}, ${hits})`
  return outcome === 'blocked' ? 'blocked' : `${outcome}, ${hits} sent`
}

function sums(rows: readonly Row[], browsers: readonly BrowserName[]): readonly string[] {
  return browsers.map((browser) => {
    const own = rows.filter((row) => row.browser === browser)
    const count = (isSo: (row: Row) => boolean) => own.filter(isSo).length
    const sum = (figure: (row: Row) => number) => own.reduce((total, row) => total + figure(row), 0)
    return (
      `${browser}: ${own.length} runs, ${count(({ outcome }) => outcome === 'held')} held, ` +
      `${count(({ outcome }) => outcome === 'blocked')} blocked, ` +
      `${count(({ outcome }) => outcome === 'passed')} passed, ` +
      `${sum(({ leaked }) => leaked)} leaked, ${sum(({ extra }) => extra)} extra`
    )
  })
}
