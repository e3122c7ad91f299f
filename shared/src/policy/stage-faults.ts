import type { WrittenPart } from './approvers-source.ts'
import type { PolicyFault } from './fault.ts'
import { stageOf } from './stages.ts'

/** Stages are counted from 1 without a gap, and stand in the order in which they are asked. */
export function stageFaults(parts: readonly WrittenPart[], path: PolicyFault['path']): PolicyFault[] {
  return parts.flatMap(({ part, path: below }, index) => {
    const before = index === 0 ? 0 : stageOf(parts[index - 1]?.part ?? {})
    const message = faultOf(stageOf(part), before, index === 0)
    // The first stage may not be written.
    const place = part.stage === undefined ? [...path, ...below] : [...path, ...below, 'stage']
    return message === undefined ? [] : [{ path: place, message }]
  })
}

function faultOf(stage: number, before: number, isFirst: boolean): string | undefined {
  if (isFirst) return stage === 1 ? undefined : `is ${stage}, and nobody is asked before: the first stage is 1`
  if (stage > before + 1) return `leaves a gap: after stage ${before} comes ${before + 1}, and not ${stage}`
  if (stage < before)
    return `is of stage ${stage} behind one of stage ${before}: write those first that are asked first`
  return undefined
}
