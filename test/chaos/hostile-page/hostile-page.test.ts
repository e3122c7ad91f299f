import { afterAll, beforeAll, expect, test } from 'vitest'
import { progressOf } from '../progress.ts'
import { only, runsOf, seed } from '../settings.ts'
import { type BatchPlan, batchesFor, planOf } from './plan.ts'
import { type Stage, setStage } from './stage.ts'
import { summary } from './summary.ts'
import { judge } from './truth.ts'

// A page that tries everything, against the real extension in a real browser; see ../README.md for how to run and repeat it.

const attempts = runsOf({ usual: 10_000, long: 100_000 })

/** Pages that attack at the same time. */
const atOnce = 6

let stage: Stage

beforeAll(async () => {
  stage = await setStage()
})

afterAll(() => stage?.close())

test(
  'a page that tries everything gets nothing to the console that nobody approved, and nothing twice',
  async () => {
    const plans = only === undefined ? batchesFor(seed, attempts) : [planOf(seed, only)]
    console.log(`SEED=${seed} RUNS=${attempts}: ${plans.length} batches`)
    const started = Date.now()
    const played = await playAll(plans)
    const seconds = ((Date.now() - started) / 1_000).toFixed(1)
    const asked = await stage.asked()
    const { console: attacked } = stage.world
    const leaves = (batch: number) => planOf(seed, batch).attack.leaves === true
    const { faults, released } = await judge(attacked.origin, attacked.calls, asked, leaves)
    const rows = played.map(({ plan, made }) => ({
      attack: plan.attack.name,
      attempts: made,
      released: released.get(plan.batch) ?? 0,
      faults: faults.filter(({ batch }) => batch === plan.batch).length,
    }))
    console.log(summary(rows))
    const made = rows.reduce((sum, row) => sum + row.attempts, 0)
    const releases = rows.reduce((sum, row) => sum + row.released, 0)
    console.log(`${made} attempts and ${releases} releases in ${seconds} s, ${asked.length} asked for. SEED=${seed}`)
    expect([
      ...played.flatMap(({ plan, error }) => (error === undefined ? [] : [describe(plan.batch, error)])),
      ...faults.map(({ batch, fault }) => describe(batch, fault)),
    ]).toEqual([])
    if (only !== undefined) return
    expect(made).toBeGreaterThanOrEqual(attempts)
    // A stage on which nothing can be released proves nothing.
    if (attempts >= 10_000) expect(releases).toBeGreaterThanOrEqual(30)
  },
  4 * 3_600_000,
)

type Played = { readonly plan: BatchPlan; readonly made: number; readonly error?: string }

async function playAll(plans: readonly BatchPlan[]): Promise<readonly Played[]> {
  const left = [...plans]
  const played: Played[] = []
  const oneMore = progressOf(plans.length, 'batches')
  const oneAfterTheOther = async () => {
    const lane = await stage.lane()
    for (let plan = left.shift(); plan !== undefined; plan = left.shift()) {
      const current = plan
      played.push(
        await lane.play(current).then(
          (made) => ({ plan: current, made }),
          (error) => ({ plan: current, made: 0, error: String(error) }),
        ),
      )
      oneMore()
    }
    await lane.close()
  }
  await Promise.all(Array.from({ length: atOnce }, oneAfterTheOther))
  return played
}

function describe(batch: number, fault: string): string {
  return `SEED=${seed} ONLY=${batch} (${batch < 0 ? 'unknown' : planOf(seed, batch).attack.name}): ${fault}`
}
