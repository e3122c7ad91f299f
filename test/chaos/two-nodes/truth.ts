import type { Entry } from './stage.ts'

/** What a round left behind. */
export type Left = {
  readonly quorum: number
  /** What each node says that it is, when all have been answered. */
  readonly states: readonly string[]
  readonly entries: readonly Entry[]
  /** How many claims were granted. */
  readonly granted: number
}

/** The state in which each of these entries leaves a request, for good. */
const ends: Readonly<Record<string, string>> = {
  'request.released': 'released',
  'decision.deny': 'denied',
  'request.cancelled': 'cancelled',
  'request.expired': 'expired',
}

/** What must not have happened. */
export function faultsOf({ quorum, states, entries, granted }: Left): readonly string[] {
  const kinds = entries.map(({ kind }) => kind)
  const final = kinds.flatMap((kind) => ends[kind] ?? [])
  const endedAt = kinds.findIndex((kind) => kind in ends)
  const approvals = kinds.filter((kind) => kind === 'decision.approve').length
  const faults: string[] = []
  if (final.length !== 1) faults.push(`ended ${final.length} times: ${final.join(', ')}`)
  if (states.some((state) => state !== final[0]))
    faults.push(`the log says ${final[0]}, the nodes ${states.join(', ')}`)
  if (granted !== (final[0] === 'released' ? 1 : 0)) faults.push(`${granted} claims granted, and it is ${final[0]}`)
  if (final[0] === 'released' && approvals < quorum) faults.push(`released with ${approvals} of ${quorum}`)
  if (approvals > quorum) faults.push(`${approvals} approvals counted where ${quorum} were enough`)
  if (kinds.slice(endedAt + 1).some((kind) => kind === 'decision.approve')) faults.push('approved after its end')
  return faults
}
