import { encodeBase64url } from '@countersign/shared/protocol'
import { expect, test } from 'vitest'
import type { Seen } from './compare.ts'
import { makeJudge } from './judge.ts'

const bytes = new TextEncoder().encode('{"a":1}')
const held = { tabs: [7], body: { kind: 'bytes', bytes: encodeBase64url(bytes), type: 'application/json' } } as const
const same: Seen = { kind: 'bytes', bytes, files: true }
const other: Seen = { kind: 'bytes', bytes: new TextEncoder().encode('{"a":2}'), files: true }
const attempt = (id: string, tab = 7, method = 'DELETE') => ({ id, tab, method })

test('what was held goes out, from its tab and through the page’s service worker', async () => {
  const judge = makeJudge(held, true)
  expect(await judge.begun(attempt('1'), same)).toBe(false)
  expect(await judge.begun(attempt('2', -1), same)).toBe(false)
  // The first was answered by the worker and never leaves itself.
  expect(judge.leaving(attempt('2', -1))).toBe(false)
  expect(await judge.alarm()).toBeUndefined()
})

test('other content under the mark is stopped', async () => {
  const judge = makeJudge(held, true)
  expect(await judge.begun(attempt('1', -1), other)).toBe(true)
  expect(await judge.alarm()).toBe('differs_stopped')
})

test('another tab’s request under the mark is stopped', async () => {
  const judge = makeJudge(held, true)
  expect(await judge.begun(attempt('1', 8), same)).toBe(true)
  expect(await judge.alarm()).toBe('differs_stopped')
})

test('the same once more is stopped; a redirect or a repetition of the browser’s own is the same request', async () => {
  const judge = makeJudge(held, true)
  expect(judge.leaving(attempt('1'))).toBe(false)
  expect(judge.leaving(attempt('1'))).toBe(false)
  expect(judge.leaving(attempt('2'))).toBe(true)
  expect(await judge.alarm()).toBe('repeated_stopped')
})

test('a preflight is neither content nor repetition', async () => {
  const judge = makeJudge(held, true)
  expect(await judge.begun(attempt('1', 7, 'OPTIONS'), { kind: 'none' })).toBe(false)
  expect(judge.leaving(attempt('1', 7, 'OPTIONS'))).toBe(false)
  expect(judge.leaving(attempt('2'))).toBe(false)
  expect(await judge.alarm()).toBeUndefined()
})

test('where the browser may stop nothing the alarm says that it was sent', async () => {
  const judge = makeJudge(held, false)
  judge.leaving(attempt('1'))
  expect(judge.leaving(attempt('2'))).toBe(false)
  expect(await judge.alarm()).toBe('repeated_sent')
  judge.leaving(attempt('3'))
  // Not waited for by the browser, but by whoever asks for the alarm.
  void judge.begun(attempt('3'), other)
  expect(await judge.alarm()).toBe('differs_sent')
})

test('where the browser may stop nothing, what a network rule stops raises no alarm, and what leaves does', async () => {
  const judge = makeJudge(held, false)
  expect(await judge.begun(attempt('1', 8), same)).toBe(false)
  expect(await judge.begun(attempt('2'), same)).toBe(false)
  expect(judge.leaving(attempt('2'))).toBe(false)
  expect(await judge.alarm()).toBeUndefined()
  expect(judge.leaving(attempt('1', 8))).toBe(false)
  expect(await judge.alarm()).toBe('differs_sent')
})

test('a window that was opened empty sends by way of its opener’s tab', async () => {
  const judge = makeJudge({ ...held, tabs: [7, 6] }, true)
  expect(await judge.begun(attempt('1', 6), same)).toBe(false)
  expect(await judge.alarm()).toBeUndefined()
})
