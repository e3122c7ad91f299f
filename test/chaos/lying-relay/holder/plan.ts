import type { Random } from '../../random.ts'
import type { RuleName } from '../rules.ts'
import { holderLies } from './all.ts'
import type { Behaviour, HolderLie } from './lie.ts'

/** What happens in one run; all of it follows from seed and number. */
export type HolderPlan = {
  readonly lies: readonly HolderLie[]
  readonly rule: RuleName
  readonly approver: Behaviour
  /** Milliseconds for which the relay tells the truth; none where the lie is about what an approver does. */
  readonly after: number
  /** The approver gives a reason. */
  readonly reason: string | undefined
}

/**
 * @param first the lie that this run must contain; undefined where chance may choose, or choose none
 */
export function holderPlan(random: Random, first: HolderLie | undefined): HolderPlan {
  const lies = first === undefined ? chosen(random) : withSecond(random, first)
  return {
    lies,
    rule: lies.find(({ rule }) => rule !== undefined)?.rule ?? random.pick(['plain', 'plain', 'plain', 'two']),
    approver: lies.find(({ approver }) => approver !== undefined)?.approver ?? behaviour(random, lies),
    after: lies.some(({ approver }) => approver !== undefined) ? 0 : random.pick([0, 0, random.between(0, 1_000)]),
    reason: random.chance(0.5) ? 'Left the company' : undefined,
  }
}

function chosen(random: Random): readonly HolderLie[] {
  return random.chance(0.12) ? [] : withSecond(random, random.pick(holderLies))
}

function withSecond(random: Random, first: HolderLie): readonly HolderLie[] {
  if (!random.chance(0.2)) return [first]
  const second = random.pick(holderLies)
  if (second === first || !agree(first, second)) return [first]
  return first.shapeless ? [second, first] : [first, second]
}

/** Two lies go together where they need the same rule and the same approver. */
function agree(one: HolderLie, other: HolderLie): boolean {
  const rule = one.rule === undefined || other.rule === undefined || one.rule === other.rule
  const approver = one.approver === undefined || other.approver === undefined || one.approver === other.approver
  return rule && approver && !(one.shapeless && other.shapeless)
}

function behaviour(random: Random, lies: readonly HolderLie[]): Behaviour {
  if (lies.length === 0) return random.pick(['approves', 'approves', 'approves', 'denies'])
  // Where nobody decides and nothing is forged the run would wait for the end of its time.
  if (lies.every(({ harmless }) => harmless)) return random.pick(['approves', 'approves', 'denies'])
  return random.pick(['approves', 'nothing', 'nothing', 'denies'])
}
