import type { PositionDemand } from './position.ts'
import { replaceRuleId } from './replace-rule.ts'
import type { Rule } from './schema.ts'

/** What a position is counted in: a ten-thousandth of a degree, 11 m from south to north. Whole numbers are written alike everywhere. */
export const stepsPerDegree = 10_000

/**
 * Where a rule says that an approver has to be, if it asks. The policy itself is replaced without anybody's place: what
 * its rule says of one counts for nothing.
 */
export function positionOf({ id, position }: Pick<Rule, 'id' | 'position'>): PositionDemand | undefined {
  return id === replaceRuleId ? undefined : position
}

/**
 * To which multiple a position is rounded: about 11 m where the rule needs that, else about 1.1 km. More of where
 * somebody is than the rule can use is never collected.
 */
export function gridOf({ accuracy = coarse.metres, within = [] }: PositionDemand): Grid {
  return accuracy < coarse.metres || within.flat().some(({ metres }) => metres < tight) ? fine : coarse
}

/** In ten-thousandths of a degree, and how many metres rounding to it can be wrong by; rounded up. */
export type Grid = { readonly steps: number; readonly metres: number }

const fine: Grid = { steps: 1, metres: 10 }
const coarse: Grid = { steps: 100, metres: 1_000 }

/** Circles below this radius are told from their surroundings by the fine grid alone. */
const tight = 10_000
