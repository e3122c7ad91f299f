import { expect, test } from 'vitest'
import { withSightings } from './tally.ts'

test('sightings are counted for each console and path, with the time of the last', () => {
  const tally = withSightings({}, [
    { console: 'GitHub', path: 'form', fate: 'held', at: 1 },
    { console: 'GitHub', path: 'form', fate: 'released', at: 2 },
    { console: 'GitHub', path: 'worker', fate: 'blocked', at: 3 },
    { console: 'Grafana', path: 'form', fate: 'held', at: 4 },
  ])
  expect(tally).toEqual({
    GitHub: {
      form: { held: 1, released: 1, blocked: 0, last: 2 },
      worker: { held: 0, released: 0, blocked: 1, last: 3 },
    },
    Grafana: { form: { held: 1, released: 0, blocked: 0, last: 4 } },
  })
  expect(withSightings(tally, [{ console: 'GitHub', path: 'form', fate: 'held', at: 0 }])['GitHub']?.form).toEqual({
    held: 2,
    released: 1,
    blocked: 0,
    last: 2,
  })
})
