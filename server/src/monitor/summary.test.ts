import { expect, test } from 'vitest'
import type { KeptMonitored } from './store.ts'
import { linesOf, summarise } from './summary.ts'

const seen = (part: Partial<KeptMonitored>): KeptMonitored => ({
  at: Date.UTC(2026, 0, 2, 3, 4),
  name: 'Ada',
  rules: ['delete-team'],
  open: false,
  console: 'Admin',
  method: 'DELETE',
  url: 'https://admin.example/teams/a',
  summary: 'Delete team a',
  ...part,
})

test('a team reads how often each rule would have asked, whom, and what came last', () => {
  const summaries = summarise([
    seen({ summary: 'Delete team b', open: true }),
    seen({ name: 'Ben', rules: ['delete-all', 'delete-team'] }),
    seen({}),
  ])
  expect(linesOf(summaries, 10).join('\n')).toBe(`delete-team (Admin): would have asked 3 times in 10 days, 0.3 a day
  last 2026-01-02 03:04 UTC: Delete team b
  by Ada 2, Ben 1
  once the browser showed too little to be sure

delete-all (Admin): would have asked once in 10 days, 0.1 a day
  last 2026-01-02 03:04 UTC: Delete team a
  by Ben 1`)
})

test('of many people the first five are named', () => {
  const many = ['Ada', 'Ben', 'Cleo', 'Dan', 'Eve', 'Fay', 'Gus'].map((name) => seen({ name }))
  expect(linesOf(summarise(many), 1)).toContain('  by Ada 1, Ben 1, Cleo 1, Dan 1, Eve 1, and 2 more')
  expect(linesOf([], 1)).toEqual(['No monitored rule matched anything in one day.'])
})
