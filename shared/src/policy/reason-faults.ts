import type { PolicyFault } from './fault.ts'
import { reasonPatternFault } from './reason-pattern.ts'
import type { ReasonSource } from './reason-source.ts'

/** What is wrong in what a reason has to be like. */
export function reasonFaults(source: ReasonSource | undefined, path: PolicyFault['path']): PolicyFault[] {
  if (source === undefined || typeof source === 'string') return []
  return [source.like].flat().flatMap((pattern) => {
    const wrong = reasonPatternFault(pattern)
    return wrong === undefined ? [] : [{ path: [...path, 'like'], message: wrong }]
  })
}
