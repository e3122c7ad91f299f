/** As many as a rule can have parts. */
export const mostStages = 10

type Staged = { readonly stage?: number }

/** When a part is asked: first, where it does not say. */
export function stageOf({ stage = 1 }: Staged): number {
  return stage
}

export function hasStages(parts: readonly Staged[]): boolean {
  return parts.some((part) => stageOf(part) !== 1)
}

/**
 * The parts of one rule, by index, whose people may decide: those of the first stage that lacks its quorum, and of all
 * before it. Who was asked once stays asked.
 *
 * @param haveQuorum whether all of these have it, by different people
 */
export function openParts(
  parts: readonly Staged[],
  haveQuorum: (parts: readonly number[]) => boolean,
): readonly number[] {
  const upTo = (stage: number) => parts.flatMap((part, index) => (stageOf(part) <= stage ? [index] : []))
  const stages = [...new Set(parts.map(stageOf))].sort((one, other) => one - other)
  const waiting = stages.slice(0, -1).find((stage) => !haveQuorum(upTo(stage)))
  return upTo(waiting ?? stages.at(-1) ?? 1)
}
