import { namesOf, type Policy, summarise } from '@countersign/shared/policy'
import type { ActionRequest } from '@countersign/shared/protocol'
import { identityOfKey, type People } from '../../identity/people.ts'
import type { MonitoredToReplay } from '../../monitor/store.ts'
import { dayOf } from '../../utc.ts'
import { type MonitoredReplay, replayMonitored } from './replay-monitored.ts'

/** What a policy would have held of what monitored rules recorded. */
export type MonitoredHistory = {
  readonly recorded: number
  readonly days: number
  readonly held: number
  /** Of which the record shows too little. */
  readonly unsure: number
  /** Held, and nobody who has signed in could have been asked. */
  readonly unasked: number
  readonly byDay: readonly { readonly day: string; readonly held: number; readonly unsure: number }[]
  readonly rules: readonly Tally[]
  /** How many prompts each would have got, to approve or to confirm. */
  readonly people: readonly Tally[]
}

export type Tally = { readonly name: string; readonly count: number }

const day = 86_400_000

/** @param policyOf the policy by whose monitored rules something was recorded */
export async function monitoredHistoryOf(
  now: Policy,
  past: AsyncIterable<MonitoredToReplay> | Iterable<MonitoredToReplay>,
  policyOf: (digest: string) => Policy | undefined,
  people: Pick<People, 'whoMayDecide' | 'nameOf'>,
): Promise<MonitoredHistory> {
  const [rules, prompts, byDay] = [new Map<string, number>(), new Map<string, number>(), new Map<string, DayCount>()]
  let [recorded, held, unsure, unasked] = [0, 0, 0, 0]
  let [first, last] = [Number.POSITIVE_INFINITY, 0]
  for await (const one of past) {
    recorded += 1
    first = Math.min(first, one.at)
    last = Math.max(last, one.at)
    const replayed = replayMonitored(now, one, policyOf(one.policy))
    countDay(byDay, one.at, replayed.kind)
    if (replayed.kind === 'unsure') unsure += 1
    if (replayed.kind !== 'held') continue
    held += 1
    add(rules, replayed.matched.rule.id)
    const asked = whoIsAsked(now, replayed, one, people)
    if (asked.length === 0) unasked += 1
    for (const key of asked) add(prompts, key)
  }
  return {
    recorded,
    days: recorded === 0 ? 0 : Math.max(1, Math.ceil((last - first) / day)),
    held,
    unsure,
    unasked,
    byDay: [...byDay].map(([date, counts]) => ({ day: date, ...counts })),
    rules: talliesOf(rules, (id) => id),
    people: talliesOf(prompts, people.nameOf),
  }
}

type DayCount = { readonly held: number; readonly unsure: number }

function countDay(byDay: Map<string, DayCount>, at: number, kind: MonitoredReplay['kind']): void {
  const date = dayOf(at)
  const { held, unsure } = byDay.get(date) ?? { held: 0, unsure: 0 }
  byDay.set(date, { held: held + Number(kind === 'held'), unsure: unsure + Number(kind === 'unsure') })
}

/** Of who did it the record has the account, and of what was sent nothing: a condition about these is unknown. */
function whoIsAsked(
  policy: Policy,
  { matched }: Extract<MonitoredReplay, { kind: 'held' }>,
  { person, method, url, at: created }: MonitoredToReplay,
  people: Pick<People, 'whoMayDecide'>,
): readonly string[] {
  const requester = identityOfKey(policy, person)
  const { rule, params } = matched
  if (requester === undefined) return []
  if (rule.approvers === undefined) return [person]
  const summary = summarise(rule, params)
  const action: ActionRequest['action'] = {
    ...namesOf(matched),
    method,
    url,
    headers: [],
    summary,
    params: { ...params },
  }
  return people.whoMayDecide(policy, rule, { requester, action, created })
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

function talliesOf(counts: ReadonlyMap<string, number>, nameOf: (key: string) => string): readonly Tally[] {
  return [...counts]
    .map(([key, count]) => ({ name: nameOf(key), count }))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
}
