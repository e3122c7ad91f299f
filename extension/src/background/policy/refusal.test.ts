import type { Digest } from '@countersign/shared/protocol'
import { expect, test } from 'vitest'
import { memoryShelf } from '../browser/memory-shelf.ts'
import { makeRefusals } from './refusal.ts'

const digest = 'A'.repeat(43) as Digest
const refusal = { code: 'policy_rolled_back', digest, version: 6 } as const

test('a refusal is reported once for each policy and code, whichever worker is alive', async () => {
  const shelf = memoryShelf()
  const told: unknown[] = []
  const client = clientThat(async (body) => void told.push(body))
  const refusals = makeRefusals(shelf)
  await refusals.note(refusal)
  await refusals.report(client)
  await makeRefusals(shelf).report(client)
  await refusals.note({ ...refusal, code: 'policy_expired', version: undefined })
  await refusals.report(client)
  await refusals.note(refusal)
  await refusals.report(client)
  expect(told).toEqual([refusal, { code: 'policy_expired', digest }])
})

test('what the relay did not take is reported again', async () => {
  const refusals = makeRefusals(memoryShelf())
  await refusals.note(refusal)
  const away = clientThat(() => Promise.reject(new Error('away')))
  await expect(refusals.report(away)).rejects.toThrow('away')
  const told: unknown[] = []
  await refusals.report(clientThat(async (body) => void told.push(body)))
  expect(told).toEqual([refusal])
})

test('a policy that was taken ends the refusal', async () => {
  const refusals = makeRefusals(memoryShelf())
  await refusals.note(refusal)
  expect(await refusals.read()).toEqual(refusal)
  await refusals.note(undefined)
  expect(await refusals.read()).toBeUndefined()
  await refusals.report(clientThat(() => Promise.reject(new Error('nothing is to be told'))))
})

/** The relay's client, for the one call that is made. */
function clientThat(take: (body: unknown) => Promise<void>) {
  return {
    call: async (_: string, { body }: { body?: unknown }) => {
      await take(body)
      return null
    },
  } as unknown as Parameters<ReturnType<typeof makeRefusals>['report']>[0]
}
