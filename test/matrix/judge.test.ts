import { expect, test } from 'vitest'
import { judge, type Seen } from './judge.ts'

const seen: Seen = {
  path: 'fetch',
  browser: 'chromium',
  ending: 'approved',
  fate: 'held',
  hits: 1,
  offered: true,
  trouble: undefined,
}

test.each<[string, Partial<Seen>, readonly string[]]>([
  ['held and released once', {}, []],
  ['held and denied', { ending: 'denied', hits: 0 }, []],
  ['blocked, and nobody asked', { fate: 'blocked', hits: 0, offered: false }, []],
  ['released twice', { hits: 2 }, ['1 extra']],
  ['sent though denied', { ending: 'denied' }, ['1 leaked']],
  ['sent though expired', { ending: 'expired', hits: 2 }, ['2 leaked']],
  ['sent where it should be blocked', { fate: 'blocked', offered: false }, ['1 leaked']],
  ['sent without being asked for', { offered: false }, ['1 leaked', 'not offered for approval']],
  ['approved and then failed', { hits: 0 }, ['approved, and never released']],
  [
    'asked for what cannot be released',
    { fate: 'blocked', hits: 0 },
    ['approved, and never released', 'offered for approval, though it cannot be released'],
  ],
  ['in trouble', { trouble: 'the page never heard' }, ['the page never heard']],
])('what was %s is judged so', (_, change, faults) => {
  expect(judge({ ...seen, ...change }).faults).toEqual(faults)
})
