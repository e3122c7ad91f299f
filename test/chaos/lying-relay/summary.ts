/** One run in the table. */
export type Row = {
  readonly kind: string
  readonly lies: readonly string[]
  readonly end: string
  readonly released: boolean
}

/** A table of what was told how often, and how it ended. A run with two lies counts for both. */
export function summary(rows: readonly Row[]): string {
  const groups = grouped(
    rows.flatMap((row) => (row.lies.length === 0 ? ['(the truth)'] : row.lies).map((lie) => ({ ...row, lie }))),
    ({ kind, lie }) => `${titles[kind] ?? kind} · ${lie}`,
  )
  const lines = [...groups].sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, group]) => lineOf(name, group))
  return [headLine, ...lines].join('\n')
}

const titles: Readonly<Record<string, string>> = { holder: 'browser' }
const headLine = `${'lie'.padEnd(62)}${'runs'.padStart(6)}${'released'.padStart(10)}  ended`

function lineOf(name: string, rows: readonly Row[]): string {
  const ends = [...grouped(rows, ({ end }) => end)].sort(([, one], [, other]) => other.length - one.length)
  const said = ends.map(([end, group]) => (group.length === rows.length ? end : `${end} ${group.length}`)).join(', ')
  const released = rows.filter((row) => row.released).length
  return `${name.padEnd(62)}${String(rows.length).padStart(6)}${String(released).padStart(10)}  ${said}`
}

function grouped<Item>(items: readonly Item[], nameOf: (item: Item) => string): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) groups.set(nameOf(item), [...(groups.get(nameOf(item)) ?? []), item])
  return groups
}
