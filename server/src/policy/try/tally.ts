import { blockingRule, matchAddress, matchRule, monitoredBy, type Policy } from '@countersign/shared/policy'
import { captureOf } from '../explain/given-request.ts'
import type { Recorded } from './har.ts'

/** What a policy would have made of a recording: a line for each rule, then what no rule holds. */
export type Tally = {
  readonly what: string
  readonly count: number
  /** Method, host and path alone: what else there is may be secret. */
  readonly examples: readonly string[]
}

const untouched = 'goes on untouched'
const lookedInto = 'looked into, let through'
const notKnown = 'body not recorded'

export async function tallyOf(policy: Policy, recorded: readonly Recorded[]): Promise<readonly Tally[]> {
  const { rules, monitored = [] } = policy
  const kinds = [...rules.map(({ id }) => id), ...monitored.map(onlyRecorded), notKnown, lookedInto, untouched]
  const found = new Map<string, string[]>()
  for (const one of recorded) {
    const kind = await kindOf(policy, one)
    const examples = found.get(kind) ?? []
    found.set(kind, examples)
    examples.push(exampleOf(one))
  }
  return kinds.flatMap((what) => {
    const all = found.get(what) ?? []
    return all.length === 0 ? [] : [{ what, count: all.length, examples: [...new Set(all)].slice(0, 3) }]
  })
}

async function kindOf(policy: Policy, recorded: Recorded): Promise<string> {
  const captured = await captureOf(recorded)
  const outgoing = recorded.bodyMissing ? { ...captured, body: { kind: 'unseen' as const } } : captured
  const matched = matchRule(policy, outgoing)
  if (matched !== undefined) return matched.rule.id
  const monitored = monitoredBy(policy, outgoing)
  if (monitored !== undefined) return onlyRecorded(monitored.rule)
  if (recorded.bodyMissing && matchAddress(policy, recorded.method, recorded.url) !== undefined) return notKnown
  return blockingRule(policy, recorded.method, recorded.url) === undefined ? untouched : lookedInto
}

function onlyRecorded({ id }: { readonly id: string }): string {
  return `recorded by ${id}`
}

function exampleOf({ method, url }: Recorded): string {
  if (!URL.canParse(url)) return `${method} (no URL)`
  const { origin, pathname } = new URL(url)
  return `${method} ${origin}${pathname}`
}
