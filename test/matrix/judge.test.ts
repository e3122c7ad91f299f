import { expect, test } from 'vitest'
import { judge, type Row, type Seen } from './judge.ts'

const seen: Seen = {
  path: 'fetch',
  browser: 'chromium',
  ending: 'approved',
  fate: 'held',
  times: 1,
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
  ['let through at once', { fate: 'passes', offered: false }, []],
  ['let through beside one that was denied', { fate: 'passes', offered: false, ending: 'denied' }, []],
  ['let through as often as it was sent', { fate: 'passes', offered: false, times: 14, hits: 14 }, []],
  ['let through twice', { fate: 'passes', offered: false, hits: 2 }, ['1 extra']],
  ['let through in part', { fate: 'passes', offered: false, times: 14, hits: 12 }, ['2 of 14 lost']],
  ['stopped, though nothing protects it', { fate: 'passes', offered: false, hits: 0 }, ['1 of 1 lost']],
  ['asked for, though nothing protects it', { fate: 'passes' }, ['offered for approval, though nothing protects it']],
])('what was %s is judged so', (_, change, faults) => {
  expect(judge({ ...seen, ...change }).faults).toEqual(faults)
})

test.each<[string, Partial<Seen>, Row['outcome']]>([
  ['offered and approved', {}, 'held'],
  ['offered, though nothing protects it', { fate: 'passes' }, 'held'],
  ['neither offered nor sent', { fate: 'blocked', hits: 0, offered: false }, 'blocked'],
  ['stopped, though nothing protects it', { fate: 'passes', hits: 0, offered: false }, 'blocked'],
  ['let through', { fate: 'passes', offered: false }, 'passed'],
])('what was %s is called so', (_, change, outcome) => {
  expect(judge({ ...seen, ...change }).outcome).toBe(outcome)
})
