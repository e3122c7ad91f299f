import { jcs } from '@countersign/shared/protocol'
import type { Case, TrueDecision } from './cases.ts'
import type { Told } from './lie.ts'

/** What a reader was given as fact, after all its checks. */
export type Believed = {
  readonly request: Told['request']
  readonly body: string | undefined
  readonly decisions: readonly TrueDecision[]
}

/** What is believed and not true. */
export function untruths({ request, body, decisions }: Believed, cases: readonly Case[]): readonly string[] {
  const real = cases.find(({ view }) => jcs(view.request) === jcs(request))
  if (real === undefined) return ['believes in a request that nobody asked for']
  const sameBody = body === undefined || body === real.view.body
  const invented = decisions.filter((decision) => !real.decisions.some((truth) => isSame(truth, decision)))
  return [
    ...(sameBody ? [] : ['believes in another content']),
    ...invented.map(({ kind, name }) => `believes in a decision that nobody made: ${kind} by ${name}`),
  ]
}

function isSame(one: TrueDecision, other: TrueDecision): boolean {
  return one.kind === other.kind && one.name === other.name && one.reason === other.reason
}
