import { expect, test } from 'vitest'
import { visibleRuns } from './visible-runs.ts'

test('names characters that reorder or hide text', () => {
  expect(visibleRuns('pay\u202Egnp.exe')).toEqual([
    { text: 'pay', unseen: false },
    { text: 'U+202E', unseen: true },
    { text: 'gnp.exe', unseen: false },
  ])
  expect(
    visibleRuns('a\u200Bb\u0007\u{E0041}')
      .filter(({ unseen }) => unseen)
      .map(({ text }) => text),
  ).toEqual(['U+200B', 'U+0007', 'U+E0041'])
})

test('leaves letters of any script, line feeds and tabs alone', () => {
  const text = 'Größe\n\tשלום 日本 👍'
  expect(visibleRuns(text)).toEqual([{ text, unseen: false }])
})

test('names a lone surrogate, and nothing for nothing', () => {
  expect(visibleRuns('a\uD800')).toEqual([
    { text: 'a', unseen: false },
    { text: 'U+D800', unseen: true },
  ])
  expect(visibleRuns('')).toEqual([])
})
