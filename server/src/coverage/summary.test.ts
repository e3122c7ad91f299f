import { expect, test } from 'vitest'
import type { Covered } from './store.ts'
import { linesOf, summarise } from './summary.ts'

const form = { path: 'form', held: 2, released: 1, blocked: 0, passed: 5, relaxed: 0, last: Date.UTC(2026, 0, 2) }
const covered = (part: Partial<Covered>): Covered => ({
  device: 'd',
  person: 'First admin',
  browser: 'Chrome 156',
  limits: ['cannot-stop'],
  seen: { console: 'Acme', relaxed_rules: ['search'], paths: [form] },
  at: Date.UTC(2026, 0, 3),
  ...part,
})

test('the counts of all browsers are added up for each console and way', () => {
  const worker = { ...form, path: 'worker', held: 0, blocked: 7, last: Date.UTC(2026, 0, 1) }
  const later = { ...form, last: Date.UTC(2026, 0, 9) }
  const [acme, other] = summarise([
    covered({}),
    covered({ device: 'e', limits: [], seen: { console: 'Acme', relaxed_rules: [], paths: [later, worker] } }),
    covered({ seen: { console: 'Other', relaxed_rules: [], paths: [] }, at: Date.UTC(2026, 0, 1) }),
  ])
  expect(acme).toMatchObject({
    console: 'Acme',
    browsers: 2,
    relaxed_rules: ['search'],
    paths: [{ ...form, held: 4, released: 2, passed: 10, last: Date.UTC(2026, 0, 9) }, worker],
    limits: [{ limit: 'cannot-stop', browsers: 1 }],
  })
  expect(other).toMatchObject({ console: 'Other', browsers: 1, paths: [] })
})

test('people read names and words, also of what this program does not know', () => {
  const strange = { ...form, path: 'teleport' }
  const seen = { console: 'Acme', relaxed_rules: ['search'], paths: [form, strange] }
  const lines = linesOf(summarise([covered({ seen, limits: ['cannot-stop', 'new-limit'] })]))
  expect(lines[0]).toBe('Acme: 1 browser, reports from 2026-01-03 to 2026-01-03')
  expect(lines[2]).toMatch(/^ {2}Form +2 +1 +0 +5 +0 2026-01-02$/)
  expect(lines[3]).toMatch(/^ {2}teleport +2/)
  expect(lines[4]).toContain('search')
  expect(lines[5]).toContain('not installed by an administrator')
  expect(lines[6]).toContain('new-limit')
  expect(linesOf([])).toEqual(['No browser has reported yet.'])
})
