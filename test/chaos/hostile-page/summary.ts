/** One attack in the table. */
export type Row = {
  readonly attack: string
  readonly attempts: number
  /** Calls with an approval behind them. */
  readonly released: number
  readonly faults: number
}

/** A table of what was tried how often, and what came of it. */
export function summary(rows: readonly Row[]): string {
  const names = [...new Set(rows.map(({ attack }) => attack))].sort()
  return [line('attack', 'attempts', 'released', 'leaked'), ...names.map((name) => lineOf(name, rows))].join('\n')
}

function lineOf(name: string, all: readonly Row[]): string {
  const rows = all.filter(({ attack }) => attack === name)
  const sum = (count: (row: Row) => number) => String(rows.reduce((total, row) => total + count(row), 0))
  return line(
    name,
    sum(({ attempts }) => attempts),
    sum(({ released }) => released),
    sum(({ faults }) => faults),
  )
}

function line(name: string, attempts: string, released: string, faults: string): string {
  return `${name.padEnd(50)}${attempts.padStart(10)}${released.padStart(10)}${faults.padStart(8)}`
}
