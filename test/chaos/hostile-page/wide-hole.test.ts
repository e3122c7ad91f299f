import type { Worker } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { attacks } from './all.ts'
import { planOf } from './plan.ts'
import { type Stage, setStage } from './stage.ts'
import { batchOf } from './truth.ts'

// The floods must be quick enough to find a hole that is wider than it may be.

let stage: Stage

beforeAll(async () => {
  stage = await setStage()
})

afterAll(() => stage?.close())

test('a hole that fits the bare address would let the floods through', async () => {
  await widenHoles(await stage.requester.worker())
  const lane = await stage.lane()
  const flood = attacks.findIndex(({ name }) => name === 'floods of the same request')
  const hits = () => stage.world.console.calls.filter(({ path }) => batchOf(path) === flood).length
  for (let tries = 0; tries < 10 && hits() < 2; tries += 1) await lane.play(planOf(tries, flood))
  expect(hits()).toBeGreaterThan(1)
})

/** What the extension would be without the mark: a rule for method, tab and address. */
async function widenHoles(worker: Worker): Promise<void> {
  await worker.evaluate(() => {
    const network = chrome.declarativeNetRequest
    const { updateSessionRules } = network
    const widened = (options: chrome.declarativeNetRequest.UpdateRuleOptions): Promise<void> => {
      for (const { condition } of options.addRules ?? []) {
        const bare = condition.urlFilter?.split('#')[0]
        if (bare !== undefined) condition.urlFilter = bare
      }
      return Reflect.apply(updateSessionRules, network, [options])
    }
    Object.defineProperty(network, 'updateSessionRules', { value: widened })
  })
}
