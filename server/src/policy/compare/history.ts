import { hasStages, type Policy } from '@countersign/shared/policy'
import type { ActionRequest } from '@countersign/shared/protocol'
import type { People } from '../../identity/people.ts'
import { differenceBetween, type Replayed, replay } from './replay.ts'

/** What two policies would have made of the same past requests. */
export type History = {
  readonly requests: number
  readonly days: number
  /** How many would have gone differently, by how. */
  readonly differences: readonly { readonly what: string; readonly count: number; readonly example: string }[]
  readonly rules: readonly Count[]
  /** Of everybody who was told, or would be; where they come in a later stage, as if all before had approved. */
  readonly approvers: readonly Count[]
  /** Whether approvers are asked in stages by any rule of either policy. */
  readonly staged: boolean
}

/** Of approvers they are prompts, of rules requests, in all those days. */
export type Count = { readonly name: string; readonly before: number; readonly after: number }

const day = 86_400_000

export async function historyOf(
  [before, now]: readonly [Policy, Policy],
  past: AsyncIterable<ActionRequest> | Iterable<ActionRequest>,
  people: Pick<People, 'whoMayDecide' | 'nameOf'>,
): Promise<History> {
  const [rules, approvers] = [new Map<string, [number, number]>(), new Map<string, [number, number]>()]
  const differences = new Map<string, { count: number; example: string }>()
  let [requests, first, last] = [0, Number.POSITIVE_INFINITY, 0]
  for await (const request of past) {
    requests += 1
    first = Math.min(first, request.created)
    last = Math.max(last, request.created)
    const [one, other] = [replay(before, request), replay(now, request)]
    count(before, one, 0)
    count(now, other, 1)
    const what = differenceBetween(one, other)
    if (what === undefined) continue
    const { count: seen, example } = differences.get(what) ?? { count: 0, example: request.action.summary }
    differences.set(what, { count: seen + 1, example })
  }
  return {
    requests,
    days: requests === 0 ? 0 : Math.max(1, Math.ceil((last - first) / day)),
    differences: [...differences]
      .map(([what, { count: seen, example }]) => ({ what, count: seen, example }))
      .sort((one, other) => other.count - one.count),
    rules: countsOf(rules, (id) => id),
    approvers: countsOf(approvers, people.nameOf),
    staged: [before, now].some(asksInStages),
  }

  function count(policy: Policy, replayed: Replayed, side: 0 | 1): void {
    if (replayed.kind !== 'held') return
    add(rules, replayed.rule.id, side)
    for (const key of people.whoMayDecide(policy, replayed.rule, replayed.request)) add(approvers, key, side)
  }
}

function asksInStages({ rules }: Policy): boolean {
  return rules.some(({ approvers }) => approvers !== undefined && hasStages(approvers.parts))
}

function add(counts: Map<string, [number, number]>, name: string, side: 0 | 1): void {
  const both = counts.get(name) ?? [0, 0]
  both[side] += 1
  counts.set(name, both)
}

function countsOf(counts: ReadonlyMap<string, [number, number]>, nameOf: (key: string) => string): readonly Count[] {
  return [...counts].map(([key, [before, after]]) => ({ name: nameOf(key), before, after })).sort(byName)
}

function byName(one: Count, other: Count): number {
  return one.name < other.name ? -1 : 1
}
