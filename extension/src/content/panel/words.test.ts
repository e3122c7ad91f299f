import { expect, test } from 'vitest'
import type { Held, PanelView } from '../../panel-view.ts'
import { wordsOf } from './words.ts'

const held: Held = { template: 'Rotate {key}', params: { key: 'k-1' }, console: 'Acme Admin', asks: 'requester' }
const nothing = 'Nothing was sent.'
const wait = {
  page: 'waits',
  reached: [],
  unshown: 0,
  asks: { of: 'requester', page: 'https://relay.example/r/1' },
  created: 0,
  expires: 1,
  trouble: undefined,
} as const
const sent = { kind: 'answered', status: 200, ms: 12 } as const

const views: readonly PanelView[] = [
  { state: 'waiting', held, wait },
  { state: 'waiting', held, wait: { ...wait, page: 'left' } },
  { state: 'waiting', held, wait: { ...wait, page: 'cannot-wait' } },
  { state: 'ready', held, ready: { went: { how: 'confirmed' }, since: 0, until: 1 } },
  { state: 'releasing', held, how: 'confirmed' },
  { state: 'done', held, sent, went: { how: 'confirmed' }, alarm: undefined },
  { state: 'done', held, sent: { ...sent, status: 500 }, went: { how: 'confirmed' }, alarm: undefined },
  { state: 'done', held, sent: { kind: 'failed', ms: 3 }, went: { how: 'confirmed' }, alarm: undefined },
  { state: 'done', held, sent, went: { how: 'confirmed' }, alarm: 'differs_sent' },
  { state: 'denied', held, by: 'Requester', reason: undefined },
  { state: 'expired', held, how: 'confirmed' },
  { state: 'expired', held, how: undefined },
]

test('where the person themselves is asked no state speaks of approving', () => {
  for (const view of views) expect(JSON.stringify(wordsOf(view, nothing))).not.toMatch(/approv/i)
  expect(views.map((view) => wordsOf(view, nothing).title)).toContain('Confirm that it’s you')
})

test('what was done says who confirmed it, and what was not says that nothing was sent', () => {
  expect(wordsOf({ state: 'done', held, sent, went: { how: 'confirmed' }, alarm: undefined }, nothing).text).toBe(
    'Confirmed by you. The console answered 200 in 12 ms.',
  )
  expect(wordsOf({ state: 'denied', held, by: 'Requester', reason: undefined }, nothing)).toMatchObject({
    title: 'It was not you',
    text: expect.stringContaining(nothing),
  })
})

test('what a key has released is nobody’s approval, and says whose key it was', () => {
  const byKey: Held = { ...held, asks: 'keys' }
  const by = ['Second floor', 'The notary']
  const { text, tone } = wordsOf(
    { state: 'done', held: byKey, sent, went: { how: 'signed', by }, alarm: undefined },
    nothing,
  )
  expect(text).toMatch(/^Released without approval, by the emergency keys of Second floor and The notary\. .* 200 /)
  expect(tone).toBe('bad')
  for (const how of ['signed', undefined] as const) {
    const { text } = wordsOf({ state: 'expired', held: byKey, how }, nothing)
    expect(text).toContain(nothing)
    expect(text).not.toMatch(/approv/i)
  }
})
