import type { Facts } from './cel-facts.ts'
import { someNode } from './cel-nodes.ts'
import { compileCondition, parseCondition, type Truth } from './conditions.ts'
import type { Rule } from './schema.ts'

/** What a rule's `when` is asked of. */
export type Occasion = {
  /** Who asks, as their sign-in has them; undefined where that is not known. */
  readonly requester: Facts | undefined
  readonly method: string
  readonly url: string
  /** When it is asked. */
  readonly time: Date
}

/**
 * Whether a rule counts for a request that it matches, as its `when` says. Only `no` lets a request go: what is unknown
 * of somebody spares them nothing.
 */
export function countsFor(
  { when }: Pick<Rule, 'when'>,
  params: Readonly<Record<string, string>>,
  { requester, method, url, time }: Occasion,
): Truth {
  if (when === undefined) return 'yes'
  return compiled(when)({ requester: requester ?? {}, action: { method, url }, params, time })
}

/** Whether it has to be known who asks. */
export function asksWho({ when }: Pick<Rule, 'when'>): boolean {
  if (when === undefined) return false
  return someNode(parseCondition(when, 'rules'), (node) => node.op === 'id' && node.args === 'requester')
}

/** A policy that another compiler made may hold what ours would have refused. */
function compiled(when: string): (facts: Facts) => Truth {
  try {
    return compileCondition(when, 'rules')
  } catch {
    return () => 'unknown'
  }
}
