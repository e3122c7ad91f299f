import { afterAll, beforeAll, expect, test } from 'vitest'
import { progressOf } from '../progress.ts'
import { only, runsOf, seed } from '../settings.ts'
import { everyLie, namesOf, planOf } from './plan.ts'
import { makePlayer, type Player } from './play.ts'
import type { Ended } from './run.ts'
import { atOnce, type Stage, setStage } from './stage.ts'
import { type Row, summary } from './summary.ts'

// A relay that lies in every way it can, against the real verifiers; see ../README.md for how to run and repeat it.

const runs = runsOf({ usual: 500, long: 10_000 })

let stage: Stage
let play: Player

beforeAll(async () => {
  stage = await setStage()
  play = await makePlayer(stage)
})

afterAll(() => stage?.close())

test(
  'a relay that lies releases nothing without valid evidence, and makes nobody believe what is not true',
  async () => {
    const numbers = only === undefined ? Array.from({ length: runs }, (_, run) => run) : [only]
    console.log(`SEED=${seed} RUNS=${runs}`)
    const started = Date.now()
    const played = await playAll(numbers)
    const rows = played.map(({ run, ended }) => ({ run, ...rowOf(run), ...ended() }))
    console.log(summary(rows))
    const released = rows.filter((row) => row.released).length
    const seconds = ((Date.now() - started) / 1_000).toFixed(1)
    console.log(`${rows.length} runs in ${seconds} s, ${released} released with valid evidence. SEED=${seed}`)
    expect(rows.filter(({ faults }) => faults.length > 0).map(describeFault)).toEqual([])
    // Where all of them have their turn: a lie that is not told shows nothing.
    if (only === undefined && runs >= 500) expect(untold(rows)).toEqual([])
  },
  4 * 3_600_000,
)

type Played = { readonly run: number; readonly ended: () => Ended }

async function playAll(numbers: readonly number[]): Promise<readonly Played[]> {
  const left = [...numbers]
  const played: Played[] = []
  const oneMore = progressOf(numbers.length, 'runs')
  const oneAfterTheOther = async () => {
    for (let run = left.shift(); run !== undefined; run = left.shift()) {
      played.push({ run, ended: await playOne(run) })
      oneMore()
    }
  }
  await Promise.all(Array.from({ length: atOnce }, oneAfterTheOther))
  return played
}

/** A run that does not end is a fault too: every hold ends, at the latest when its time is over. */
async function playOne(run: number): Promise<() => Ended> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const endless = new Promise<() => Ended>((resolve) => {
    timer = setTimeout(() => resolve(failed('it never ended')), 90_000)
  })
  const ended = play(String(run), planOf(seed, run)).catch((error) => failed(String(error)))
  const first = await Promise.race([ended, endless])
  clearTimeout(timer)
  return first
}

function untold(rows: readonly Row[]): readonly string[] {
  const wasTold = ({ kind, name }: (typeof everyLie)[number]) =>
    rows.some((row) => row.kind === kind && row.lies.includes(name))
  return everyLie.filter((lie) => !wasTold(lie)).map(({ kind, name }) => `${kind}: ${name}`)
}

function failed(fault: string): () => Ended {
  return () => ({ end: 'failed', released: false, faults: [fault] })
}

function rowOf(run: number): Pick<Row, 'kind' | 'lies'> {
  const plan = planOf(seed, run)
  return { kind: plan.kind, lies: namesOf(plan) }
}

function describeFault({ run, kind, lies, end, faults }: Row & { run: number; faults: readonly string[] }): string {
  return `SEED=${seed} ONLY=${run} (${kind}; ${lies.join(' + ')}; ended: ${end}): ${faults.join('; ')}`
}
