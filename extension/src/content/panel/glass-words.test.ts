import { expect, test } from 'vitest'
import type { Held, PanelView, Went } from '../../panel-view.ts'
import { wordsOf } from './words.ts'

const held: Held = { template: 'Delete {name}', params: { name: 'u-1' }, console: 'Acme Admin', asks: 'approvers' }
const nothing = 'Nothing was sent.'
const went: Went = { how: 'broken' }
const sent = { kind: 'answered', status: 200, ms: 12 } as const
const done = { state: 'done', held, sent, went, alarm: undefined } as const

const views: readonly PanelView[] = [
  { state: 'ready', held, ready: { went, since: 0, until: 1 } },
  { state: 'releasing', held, how: 'broken' },
  done,
  { ...done, sent: { ...sent, status: 500 } },
  { ...done, sent: { kind: 'failed', ms: 3 } },
  { ...done, alarm: 'differs_sent' },
  { state: 'expired', held, how: 'broken' },
]

test('what went without approval is never called approved, and never looks as if all were well', () => {
  for (const view of views) {
    const words = wordsOf(view, nothing)
    expect(JSON.stringify(words)).not.toMatch(/approved/i)
    expect(words.tone).not.toBe('good')
  }
})

test('it says first that it went without approval, then what the console answered, and what is still owed', () => {
  expect(wordsOf(done, nothing)).toMatchObject({
    title: 'Released without approval',
    text: 'The console answered 200 in 12 ms. Everybody who was asked is told. It stays red until one of them has reviewed it.',
    tone: 'bad',
  })
})
