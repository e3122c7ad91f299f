import type { MonitoredHistory } from './monitored-history.ts'

/** What would have been held of what monitored rules recorded, for people. */
export function monitoredWords(history: MonitoredHistory): readonly string[] {
  const { recorded, days, held, unsure, unasked, byDay, rules, people } = history
  if (recorded === 0) return []
  return [
    '',
    `Monitored rules recorded ${numberOf(recorded)} requests in ${days === 1 ? 'one day' : `${days} days`}, of which ${numberOf(held)} would have been held`,
    ...(unsure === 0 ? [] : [`  of ${numberOf(unsure)} too little is recorded to be sure`]),
    ...(unasked === 0 ? [] : [`  of ${numberOf(unasked)} nobody who has signed in could have been asked`]),
    ...table(
      ['By day (UTC)', 'held', 'unsure'],
      byDay.map((one) => [one.day, numberOf(one.held), numberOf(one.unsure)]),
    ),
    ...table(
      ['By rule', 'held'],
      rules.map(({ name, count }) => [name, numberOf(count)]),
    ),
    ...table(
      ['Prompts a day more, by person', ''],
      people.map(({ name, count }) => [name, (count / days).toFixed(1)]),
    ),
    '',
    ...limits,
  ]
}

const limits = [
  'Of these only who, when, method and address are recorded: no content and no header. Where a rule goes by those, the',
  'browser’s word of then is taken for the same conditions; for others it is too little to be sure. What no rule monitored',
  'was not recorded, so what would be held of that is not counted here.',
]

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return []
  const [title = '', ...columns] = head
  const width = Math.max(title.length, ...rows.map(([name = '']) => name.length + 2))
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(width)}${cells.map((cell) => ` ${cell.padStart(8)}`).join('')}`.trimEnd()
  return ['', line(title, columns), ...rows.map(([name = '', ...cells]) => line(`  ${name}`, cells))]
}

function numberOf(count: number): string {
  return count.toLocaleString('en')
}
