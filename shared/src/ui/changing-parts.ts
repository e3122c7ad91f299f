import { perLoadOf, type Rule } from '../policy/index.ts'
import type { Action } from '../protocol/index.ts'
import type { ShownBody } from './shown-body.ts'

/**
 * What of an action may be another value when it is sent, because its console makes it anew for each load of a page:
 * names of headers and fields, each once.
 */
export function changingParts(
  rule: Pick<Rule, 'per_load'>,
  { headers }: Pick<Action, 'headers'>,
  body: ShownBody,
): readonly string[] {
  const perLoad = perLoadOf(rule)
  const ofHeaders = headers.map(({ name }) => name).filter(perLoad.isHeader)
  const ofForm = body.kind === 'form' ? body.rows.map(([name]) => name).filter(perLoad.isField) : []
  // What the rule names is named whether it can be read here or not.
  return [...new Set([...ofHeaders, ...ofForm, ...(body.kind === 'none' ? [] : (rule.per_load?.fields ?? []))])]
}
