import { expect, test } from 'vitest'
import { faultsOf, type Left } from './truth.ts'

const entries = (...kinds: string[]) => kinds.map((kind) => ({ kind }))
const released: Left = {
  quorum: 2,
  states: ['released', 'released'],
  entries: entries('request.created', 'decision.approve', 'decision.approve', 'request.released'),
  granted: 1,
}

test('a round that ended once, with its quorum, has no faults', () => {
  expect(faultsOf(released)).toEqual([])
})

test.each<[string, Partial<Left>, string]>([
  ['two ends', { entries: [...released.entries, ...entries('decision.deny')] }, 'ended 2 times'],
  ['no end', { entries: released.entries.slice(0, 3) }, 'ended 0 times'],
  ['nodes that differ', { states: ['released', 'denied'] }, 'the nodes released, denied'],
  ['two claims', { granted: 2 }, '2 claims granted'],
  ['no claim granted', { granted: 0 }, '0 claims granted'],
  ['one approval of two', { entries: entries('decision.approve', 'request.released') }, 'released with 1 of 2'],
  ['an approval too many', { quorum: 1 }, '2 approvals counted'],
  ['a late approval', { entries: [...released.entries, ...entries('decision.approve')] }, 'approved after its end'],
])('%s is a fault', (_, change, words) => {
  expect(faultsOf({ ...released, ...change }).join('; ')).toContain(words)
})
