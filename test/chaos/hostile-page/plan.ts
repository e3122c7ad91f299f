import { type Random, randomOf } from '../random.ts'
import { attacks } from './all.ts'
import type { Attack } from './attack.ts'
import { releaseWindow } from './attacks/release-window.ts'

/** One batch: an attack, and how often it is tried on one page. All of it follows from seed and number. */
export type BatchPlan = {
  readonly batch: number
  readonly attack: Attack
  readonly attempts: number
  /** What the page draws from in place of chance. */
  readonly dice: readonly number[]
}

/** The first batches make every attack once; after that chance chooses, releases more often than anything else. */
export function planOf(seed: number, batch: number): BatchPlan {
  const random = randomOf(seed, batch)
  const attack = attacks[batch] ?? random.pick(random.chance(0.1) ? releaseWindow.attacks : attacks)
  const [least, most] = attack.attempts
  return { batch, attack, attempts: random.between(least, most), dice: diceOf(random) }
}

/** As many batches as it takes to make so many attempts. */
export function batchesFor(seed: number, attempts: number): readonly BatchPlan[] {
  const plans: BatchPlan[] = []
  for (let made = 0; made < attempts || plans.length < attacks.length; ) {
    const plan = planOf(seed, plans.length)
    plans.push(plan)
    made += plan.attempts
  }
  return plans
}

function diceOf(random: Random): readonly number[] {
  return Array.from({ length: 256 }, () => random.between(0, 999_999) / 1_000_000)
}
