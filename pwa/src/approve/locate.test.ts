import { expect, test } from 'vitest'
import { locate } from './locate.ts'

type Answer =
  | { readonly latitude: number; readonly longitude: number; readonly accuracy: number }
  | { readonly code: number }

const there = { latitude: 46.948_09, longitude: 7.447_44, accuracy: 30 }
const office = { accuracy: 50, within: [[{ latitude: 469_481, longitude: 74_474, metres: 250 }]] }

/** A browser that answers so, and what it was asked with. */
function browser(answer: Answer, permission: 'prompt' | 'denied' | 'untold' = 'untold') {
  const options: PositionOptions[] = []
  const geolocation = {
    getCurrentPosition: (found: PositionCallback, failed: PositionErrorCallback, asked: PositionOptions) => {
      options.push(asked)
      // Only these members are looked at.
      if ('code' in answer) failed(answer as GeolocationPositionError)
      else found({ coords: answer } as GeolocationPosition)
    },
  }
  const query = async () => {
    if (permission === 'untold') throw new TypeError('not known')
    return { state: permission }
  }
  return { options, navigator: { geolocation, permissions: { query } } as unknown as Navigator }
}

test('what is found is rounded before anybody has it', async () => {
  const { navigator } = browser(there)
  expect(await locate({}, false, navigator)).toEqual({
    kind: 'found',
    position: { latitude: 469_500, longitude: 74_500, accuracy: 1_000 },
  })
  expect(await locate(office, false, navigator)).toEqual({
    kind: 'found',
    position: { latitude: 469_481, longitude: 74_474, accuracy: 30 },
  })
})

test('what the rule would not take is said at once', async () => {
  const inexact = browser({ ...there, accuracy: 50.1 })
  expect(await locate(office, false, inexact.navigator)).toMatchObject({ why: 'position_inaccurate' })
  const away = browser({ ...there, latitude: 46.952 })
  expect(await locate(office, false, away.navigator)).toMatchObject({ kind: 'misfit', why: 'position_elsewhere' })
})

test('the phone is woken for an exact position only where the rule needs one, or a try was not exact enough', async () => {
  const { navigator, options } = browser(there)
  await locate({}, false, navigator)
  await locate({ accuracy: 1_000 }, false, navigator)
  await locate({ accuracy: 1_000 }, true, navigator)
  await locate(office, false, navigator)
  expect(options.map(({ enableHighAccuracy }) => enableHighAccuracy)).toEqual([false, false, true, true])
  // Never where it was some time ago.
  expect(options.map(({ maximumAge }) => maximumAge)).toEqual([0, 0, 0, 0])
})

test.each([
  ['the person closed the question', browser({ code: 1 }, 'prompt'), { kind: 'refused', forGood: false }],
  ['the person said no', browser({ code: 1 }, 'denied'), { kind: 'refused', forGood: true }],
  ['a browser that does not tell which', browser({ code: 1 }), { kind: 'refused', forGood: true }],
  ['no position', browser({ code: 2 }), { kind: 'unavailable' }],
  ['no answer in time', browser({ code: 3 }), { kind: 'timed-out' }],
])('%s', async (_, { navigator }, located) => expect(await locate({}, false, navigator)).toEqual(located))

test('a browser without geolocation', async () => {
  expect(await locate({}, false, {} as Navigator)).toEqual({ kind: 'unavailable' })
})
