import { describe, expect, test } from 'vitest'
import { captured, salt } from '../../vectors/example.ts'
import { makeScene } from '../../vectors/scene.ts'
import { positionPolicy } from '../../vectors/verify/position-scenes.ts'
import { metresBetween, misfitOf } from './fits-position.ts'
import { approveNonce, batchNonce } from './nonce.ts'
import type { Position } from './position.ts'
import { roundPosition } from './round-position.ts'

const exact = { latitude: 48.137_154, longitude: 11.576_124, accuracy: 12.3 }

describe('a position is rounded', () => {
  test('to about a kilometre where nothing more is needed, and says so', () => {
    expect(roundPosition(exact, {})).toEqual({ latitude: 481_400, longitude: 115_800, accuracy: 1_000 })
    expect(roundPosition({ ...exact, accuracy: 1_234.5 }, {}).accuracy).toBe(1_235)
  })

  test('to about ten metres where the rule needs that', () => {
    expect(roundPosition(exact, { accuracy: 50 })).toEqual({ latitude: 481_372, longitude: 115_761, accuracy: 13 })
    expect(roundPosition({ ...exact, accuracy: 0 }, { accuracy: 50 }).accuracy).toBe(10)
  })

  test('by no more than it says, wherever that is', () => {
    for (const asked of [{}, { accuracy: 20 }]) {
      for (const latitude of [-89.99994, -45.55555, 0.00495, 12.34565, 66.6666]) {
        for (const longitude of [-179.99995, -0.00003, 77.77777, 179.996]) {
          const rounded = roundPosition({ latitude, longitude, accuracy: 1 }, asked)
          const true_ = { latitude: latitude * 10_000, longitude: longitude * 10_000 }
          expect(metresBetween(rounded, true_)).toBeLessThanOrEqual(rounded.accuracy)
        }
      }
    }
  })

  test('to whole numbers that JSON spells in one way, and that fit', () => {
    expect(Object.is(roundPosition({ latitude: -0.000_01, longitude: 0, accuracy: 1 }, {}).latitude, 0)).toBe(true)
    expect(roundPosition({ latitude: 90, longitude: -180, accuracy: Number.POSITIVE_INFINITY }, {})).toEqual({
      latitude: 900_000,
      longitude: -1_800_000,
      accuracy: 20_100_000,
    })
  })

  test('so that the rule never finds it too fine', () => {
    for (const asked of [{}, { accuracy: 5_000 }, { accuracy: 100 }]) {
      expect(misfitOf(roundPosition(exact, asked), asked)).toBeUndefined()
    }
  })
})

test('a nonce with a position is that of no other position, and of none without', async () => {
  const { own } = await makeScene(positionPolicy(), undefined, {
    ...captured,
    url: 'https://github.example/acme/payments/site/publish',
  })
  const commitment = { digest: own.digest, reason: undefined, salt }
  const positions: readonly (Position | undefined)[] = [
    undefined,
    { latitude: 0, longitude: 0, accuracy: 1_000 },
    { latitude: 0, longitude: 0, accuracy: 1_001 },
    { latitude: 0, longitude: 100, accuracy: 1_000 },
    { latitude: 100, longitude: 0, accuracy: 1_000 },
  ]
  const nonces = await Promise.all(
    positions.flatMap((position) => [
      approveNonce({ ...commitment, position }),
      batchNonce({ ...commitment, position, count: 1 }),
    ]),
  )
  expect(new Set(nonces).size).toBe(nonces.length)
})

test('distances are those of the sphere', () => {
  const at = (latitude: number, longitude: number) => ({ latitude: latitude * 10_000, longitude: longitude * 10_000 })
  expect(metresBetween(at(0, 0), at(0, 180))).toBeCloseTo(Math.PI * 6_371_008.8, 3)
  expect(metresBetween(at(90, 12), at(90, -77))).toBeCloseTo(0, 6)
  expect(metresBetween(at(10, 179.9), at(10, -179.9))).toBeLessThan(22_000)
  expect(metresBetween(at(46.9481, 7.4474), at(46.9481, 7.4474))).toBe(0)
})
