import { randomOf } from '../random.ts'

/** Between which steps it happens, in their order. What stands before the step waits for it where a run says so. */
export const points = [
  'captured',
  'asked',
  'stored',
  'decided',
  'told',
  'claiming',
  'claimed',
  'sent',
  'answered',
  'reporting',
  'reported',
] as const
export type Point = (typeof points)[number]

/** What is killed, or ends. */
export const kills = ['worker', 'tab', 'reload', 'leave', 'relay', 'cancel', 'browser', 'nothing'] as const
export type Kill = (typeof kills)[number]

/** One request and what happens in the middle of it; all of it follows from seed and number. */
export type KillPlan = {
  readonly run: number
  readonly kill: Kill
  readonly at: Point
  /** Milliseconds after the point. */
  readonly delay: number
  /** The step itself waits until it has happened; otherwise both go on. */
  readonly waits: boolean
  /** `short` expires before anybody decides. */
  readonly rule: 'plain' | 'short'
  readonly approver: 'approves' | 'denies' | 'nothing'
}

/** The first runs kill everything at every point, the browser aside, which takes long; after that chance chooses. */
export function planOf(seed: number, run: number): KillPlan {
  const random = randomOf(seed, run)
  const usual = kills.filter((kill) => kill !== 'browser')
  const turn = run % (usual.length * points.length)
  const isFirst = run < usual.length * points.length
  // Spread, so that also the first few runs are of every kind.
  const index = (turn * 31) % (usual.length * points.length)
  const kill = isFirst ? usual[index % usual.length] : random.pick(usual)
  const at = isFirst ? points[Math.floor(index / usual.length)] : random.pick(points)
  const approver = random.chance(0.8) ? 'approves' : random.pick(['denies', 'nothing'] as const)
  return {
    run,
    kill: kill ?? 'nothing',
    at: at ?? 'captured',
    delay: random.pick([0, 0, random.between(0, 20), random.between(0, 200)]),
    waits: random.chance(0.5),
    approver,
    rule: approver === 'nothing' ? 'short' : 'plain',
  }
}

/** Runs in which the whole browser is killed; one point after the other. */
export function browserPlanOf(seed: number, run: number): KillPlan {
  const plan = planOf(seed, run)
  return {
    ...plan,
    kill: 'browser',
    at: points[(run * 3 + 4) % points.length] ?? 'told',
    approver: 'approves',
    rule: 'plain',
  }
}
