import { afterAll, beforeAll, expect, test } from 'vitest'
import { randomOf } from '../random.ts'
import { only, runsOf, seed } from '../settings.ts'
import { playRound } from './round.ts'
import { type Stage, setStage } from './stage.ts'
import { faultsOf } from './truth.ts'

// Two relay nodes and two hundred conflicting calls on one request; see ../README.md for how to run and repeat it.

const rounds = runsOf({ usual: 100, long: 1_000 })

let stage: Stage

beforeAll(async () => {
  stage = await setStage()
})

afterAll(() => stage?.close())

test('of two hundred conflicting decisions on two nodes, a request has exactly one end', async () => {
  console.log(`SEED=${seed} RUNS=${rounds}`)
  const numbers = only === undefined ? Array.from({ length: rounds }, (_, round) => round) : [only]
  const faults: string[] = []
  const ends = new Map<string, number>()
  for (const round of numbers) {
    const left = await playRound(stage, randomOf(seed, round), round)
    const [state = 'none'] = left.states
    ends.set(state, (ends.get(state) ?? 0) + 1)
    for (const fault of faultsOf(left)) faults.push(`SEED=${seed} ONLY=${round}: ${fault}`)
  }
  console.log([...ends].map(([state, times]) => `${state} ${times}`).join(', '))
  expect(faults).toEqual([])
  // All ends have their turn: a race that is always won by the same shows little.
  if (only === undefined && rounds >= 100) expect([...ends.keys()].sort()).toEqual(['cancelled', 'denied', 'released'])
}, 3_600_000)
