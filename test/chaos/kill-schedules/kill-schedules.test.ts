import { afterAll, beforeAll, expect, test } from 'vitest'
import { progressOf } from '../progress.ts'
import { only, runsOf, seed } from '../settings.ts'
import { startDeciding } from './decide.ts'
import { browserPlanOf, type KillPlan, planOf } from './plan.ts'
import { playKill, type Watch } from './play.ts'
import { type Stage, setStage } from './stage.ts'
import { endOf, type KillRun, killFaults } from './truth.ts'

// Kills between every pair of steps; see ../README.md for how to run and repeat it.

const runs = runsOf({ usual: 48, long: 2_000 })
const browserRuns = runsOf({ usual: 2, long: 60 })
const atOnce = 6

const watch: Watch = new Map()
const plans = new Map<string, KillPlan>()
let stage: Stage
let deciders: { readonly stop: () => Promise<void> }

beforeAll(async () => {
  stage = await setStage(async (name, point) => watch.get(name)?.(point))
  deciders = startDeciding(
    stage,
    (name) => plans.get(name),
    async (name, point) => watch.get(name)?.(point),
  )
})

afterAll(async () => {
  await deciders?.stop()
  await stage?.close()
})

const hours = 4 * 3_600_000

test(
  'whatever is killed, and when: released once, or not at all, and the record says so',
  async () => {
    const numbers = only === undefined ? Array.from({ length: runs }, (_, run) => run) : [only]
    await judge(
      numbers.map((run) => planOf(seed, run)),
      atOnce,
    )
  },
  hours,
)

test.runIf(only === undefined)(
  'a browser that is killed and started again sends nothing twice',
  async () => {
    const numbers = Array.from({ length: Math.min(browserRuns, 60) }, (_, run) => 1_000_000 + run)
    await judge(
      numbers.map((run) => browserPlanOf(seed, run)),
      1,
    )
  },
  hours,
)

async function judge(list: readonly KillPlan[], lanes: number): Promise<void> {
  console.log(`SEED=${seed}: ${list.length} runs`)
  const started = Date.now()
  for (const plan of list) plans.set(`${plan.rule}-${plan.run}`, plan)
  const left = [...list]
  const ended: (() => Promise<KillRun>)[] = []
  const failed: string[] = []
  const oneMore = progressOf(list.length, 'runs')
  const oneAfterTheOther = async () => {
    for (let plan = left.shift(); plan !== undefined; plan = left.shift()) {
      const { run, kill, at } = plan
      const played = within(playKill(stage, watch, plan), 90_000)
      await played.then(
        (end) => ended.push(end),
        (error) => failed.push(`SEED=${seed} ONLY=${run} (${kill} at ${at}): ${error}`),
      )
      oneMore()
    }
  }
  await Promise.all(Array.from({ length: lanes }, oneAfterTheOther))
  // What was left alone ends with its time; only then is it known what became of it.
  await expect.poll(async () => unended(await Promise.all(ended.map((end) => end()))), { timeout: 60_000 }).toEqual([])
  const all = await Promise.all(ended.map((end) => end()))
  console.log(table(all))
  const seconds = ((Date.now() - started) / 1_000).toFixed(1)
  console.log(
    `${all.length} runs in ${seconds} s, ${all.filter(({ calls }) => calls.length > 0).length} released. SEED=${seed}`,
  )
  expect([...failed, ...all.flatMap(describeFaults)]).toEqual([])
}

/** Not ended: it may still be sent. */
function unended(all: readonly KillRun[]): readonly number[] {
  const waits = ({ kept }: KillRun) => kept.some(({ state }) => state === 'pending' || state === 'approved')
  return all.filter(waits).map(({ plan }) => plan.run)
}

function describeFaults(run: KillRun): readonly string[] {
  const { plan, kept, page, panel } = run
  const faults = killFaults(run)
  if (faults.length === 0) return []
  const { kill, at, delay, waits } = plan
  return [
    `SEED=${seed} ONLY=${plan.run} (${kill} at ${at} + ${delay} ms${waits ? ', waited for' : ''}; ${plan.approver}): ${faults.join('; ')} [page ${page}, panel “${panel}”, ${JSON.stringify(kept)}]`,
  ]
}

function table(all: readonly KillRun[]): string {
  const counts = new Map<string, number>()
  for (const run of all) {
    const line = `${run.plan.kill.padEnd(9)}${run.plan.at.padEnd(11)}${endOf(run)}`
    counts.set(line, (counts.get(line) ?? 0) + 1)
  }
  return [...counts]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([line, count]) => `${String(count).padStart(5)}  ${line}`)
    .join('\n')
}

async function within<Value>(promise: Promise<Value>, milliseconds: number): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it never ended')), milliseconds)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
