import { expect, test } from 'vitest'
import type { EmergencyView } from '../../emergency-view.ts'
import { makeDesk } from './desk.ts'

test('what is handed in is taken once, in its order, also where it came before anybody waited', async () => {
  const desk = makeDesk()
  const { signal } = new AbortController()
  desk.hand('one')
  desk.hand('two')
  expect(await desk.next(signal)).toBe('one')
  expect(await desk.next(signal)).toBe('two')
  const third = desk.next(signal)
  desk.hand('three')
  expect(await third).toBe('three')
})

test('once it is over nothing is taken any more, whatever lies there', async () => {
  const desk = makeDesk()
  const over = new AbortController()
  const waiting = desk.next(over.signal)
  over.abort()
  expect(await waiting).toBeUndefined()
  desk.hand('late')
  expect(await desk.next(over.signal)).toBeUndefined()
})

test('whoever looks on is told at once how it stands, and of nothing after they have gone', () => {
  const desk = makeDesk()
  const told: EmergencyView[] = []
  const stop = desk.watch((view) => told.push(view))
  desk.show({ state: 'absent' })
  stop()
  desk.show({ state: 'preparing' })
  expect(told.map(({ state }) => state)).toEqual(['preparing', 'absent'])
})
