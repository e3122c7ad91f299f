import type { Circle, PositionDemand } from './position.ts'
import type { Rule } from './schema.ts'

/** Where whoever approves has to be by several rules: as exactly as any asks, and in a circle of each. */
export function strictestPosition(
  one: PositionDemand | undefined,
  other: PositionDemand | undefined,
): Pick<Rule, 'position'> {
  const position = one === undefined || other === undefined ? (one ?? other) : both(one, other)
  return position === undefined ? {} : { position }
}

function both(one: PositionDemand, other: PositionDemand): PositionDemand {
  const why = [...new Set([...(one.why ?? []), ...(other.why ?? [])])]
  const accuracies = [one.accuracy, other.accuracy].filter((metres) => metres !== undefined)
  const within = withoutRepeats([...(one.within ?? []), ...(other.within ?? [])])
  return {
    ...(why.length === 0 ? {} : { why }),
    ...(accuracies.length === 0 ? {} : { accuracy: Math.min(...accuracies) }),
    ...(within.length === 0 ? {} : { within }),
  }
}

function withoutRepeats(lists: readonly Circle[][]): Circle[][] {
  const texts = lists.map((list) => JSON.stringify(list))
  return lists.filter((_, index) => texts.indexOf(texts[index] ?? '') === index)
}
