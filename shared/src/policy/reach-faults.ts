import type { ApproversSource } from './approvers-source.ts'
import type { PolicyFault } from './fault.ts'
import { reachOf } from './reach.ts'
import type { PolicySource } from './source.ts'

/**
 * That nobody could ever reach what is asked for, as far as the policy itself shows it: lists of people that are too
 * short, also for several parts together, and people who could never be told apart, or are of one issuer where issuers
 * have to differ. Whoever is in a group by a claim is taken to exist. Asked only where everything else is right.
 */
export function reachFaults(source: PolicySource): PolicyFault[] {
  const all: readonly (readonly [ApproversSource, PolicyFault['path']])[] = [
    ...source.rules.flatMap(({ approvers }, index) =>
      approvers === undefined ? [] : [[approvers, ['rules', index, 'approvers']] as const],
    ),
    ...(source.replace === undefined ? [] : [[source.replace.approvers, ['replace', 'approvers']] as const]),
  ]
  return all.flatMap(([approvers, path]) => {
    const { needed, reached, hangsOnTime } = reachOf(approvers, source, [])
    if (reached >= needed) return []
    const when = hangsOnTime ? 'count at any one time' : 'ever count'
    return [{ path, message: `cannot be reached: they need ${needed}, and of those named ${reached} could ${when}` }]
  })
}
