import { expect, test } from 'vitest'
import { type Tally, withSightings } from './tally.ts'

const nothing = { held: 0, released: 0, blocked: 0, passed: 0, relaxed: 0 }

test('sightings are counted for each console and path, with the time of the last', () => {
  const tally = withSightings({}, [
    { console: 'GitHub', path: 'form', fate: 'held', at: 1 },
    { console: 'GitHub', path: 'form', fate: 'released', at: 2 },
    { console: 'GitHub', path: 'worker', fate: 'blocked', at: 3 },
    { console: 'Grafana', path: 'form', fate: 'held', at: 4 },
  ])
  expect(tally).toEqual({
    GitHub: {
      form: { ...nothing, held: 1, released: 1, last: 2 },
      worker: { ...nothing, blocked: 1, last: 3 },
    },
    Grafana: { form: { ...nothing, held: 1, last: 4 } },
  })
  expect(withSightings(tally, [{ console: 'GitHub', path: 'form', fate: 'held', at: 0 }])['GitHub']?.form).toEqual({
    ...nothing,
    held: 2,
    released: 1,
    last: 2,
  })
})

test('what an earlier version counted, without fates that it did not know, is counted on', () => {
  // As it lies in storage.
  const kept = { GitHub: { form: { held: 1, released: 1, blocked: 0, last: 1 } } } as unknown as Tally
  const sighting = { console: 'GitHub', path: 'form', fate: 'passed', at: 2 } as const
  expect(withSightings(kept, [sighting])['GitHub']?.form).toEqual({
    ...nothing,
    held: 1,
    released: 1,
    passed: 1,
    last: 2,
  })
})
