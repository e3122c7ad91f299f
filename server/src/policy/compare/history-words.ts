import type { Count, History } from './history.ts'

/** What would have changed for past requests, for people. */
export function historyWords({ requests, days, differences, rules, approvers }: History): readonly string[] {
  if (requests === 0) return ['No request was asked for in that time.']
  const differing = differences.reduce((sum, { count }) => sum + count, 0)
  return [
    `${requests.toLocaleString('en')} requests in ${days === 1 ? 'one day' : `${days} days`}, of which ${differing.toLocaleString('en')} would have gone differently`,
    ...differences.map(
      ({ what, count, example }) => `  ${count.toLocaleString('en').padStart(6)}  ${what}  (such as: ${example})`,
    ),
    ...table('Requests by rule', rules, (count) => count.toLocaleString('en')),
    ...table('Prompts a day by approver', approvers, (count) => (count / days).toFixed(1)),
  ]
}

/** Whether a past stage would have approved nobody knows. */
export function stagesWords({ staged }: History): readonly string[] {
  return staged ? ['', 'Who comes in a later stage is counted as if all before had approved: at the most so many.'] : []
}

function table(title: string, counts: readonly Count[], shown: (count: number) => string): readonly string[] {
  if (counts.length === 0) return []
  const width = Math.max(title.length, ...counts.map(({ name }) => name.length + 2))
  const row = (name: string, before: string, after: string) =>
    `${name.padEnd(width)} ${before.padStart(8)} ${after.padStart(8)}`
  return [
    '',
    row(title, 'before', 'after'),
    ...counts.map(({ name, before, after }) => row(`  ${name}`, shown(before), shown(after))),
  ]
}
