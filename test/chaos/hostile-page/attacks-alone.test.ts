import { afterAll, beforeAll, expect, test } from 'vitest'
import { attacks } from './all.ts'
import { planOf } from './plan.ts'
import type { Lane } from './play.ts'
import { setBareStage } from './stage.ts'
import { batchOf } from './truth.ts'

// What cannot hit proves nothing: every attack, in a browser without the extension.

const seed = Number(process.env['SEED'] ?? 77_028)

let stage: Awaited<ReturnType<typeof setBareStage>>
let lane: Lane

beforeAll(async () => {
  stage = await setBareStage()
  lane = await stage.lane()
})

afterAll(() => stage?.close())

const hitting = attacks.flatMap((attack, batch) => (attack.alone === undefined ? [{ name: attack.name, batch }] : []))

test.each(hitting)('without the extension, this reaches the console: $name', async ({ batch }) => {
  const hits = () => stage.world.console.calls.filter(({ path }) => batchOf(path) === batch)
  const hit = expect.poll(() => hits().length, { timeout: 20_000, interval: 20 }).toBeGreaterThan(0)
  const plan = planOf(seed, batch)
  await lane.play({ ...plan, attempts: Math.min(plan.attempts, 8) }, hit)
})

const unable = attacks.flatMap((attack, batch) =>
  attack.alone === undefined ? [] : [{ name: attack.name, batch, alone: attack.alone }],
)

test.each(unable)('without the extension, this reaches nothing: $name ($alone)', async ({ batch }) => {
  await lane.play(planOf(seed, batch))
  expect(stage.world.console.calls.filter(({ path }) => batchOf(path) === batch)).toEqual([])
})
