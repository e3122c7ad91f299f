import { type Digest, sha256 } from '@countersign/shared/protocol'
import { expect, test } from 'vitest'
import { type Asked, batchOf, judge, type Reached } from './truth.ts'

// What the batches are judged by must itself be able to fail.

const origin = 'http://console.example'
const bytes = Buffer.from('{"attempt":"3-1-approve"}')
const digest: Digest = await sha256(new Uint8Array(bytes))
const action: Asked['action'] = {
  method: 'DELETE',
  url: `${origin}/held/3-1-approve`,
  headers: [{ name: 'x-a', value: 'b' }],
  body: { kind: 'bytes', digest, size: bytes.length, type: 'application/json' },
}
const asked: Asked = { action, approvals: 1, state: 'released', outcome: { kind: 'answered' } }
const call: Reached = { method: 'DELETE', path: '/held/3-1-approve', body: bytes, headers: { 'x-a': 'b' } }

test('one call with what was approved has no fault', async () => {
  const { faults, released } = await judge(origin, [call], [asked], () => false)
  expect(faults).toEqual([])
  expect(released.get(3)).toBe(1)
})

const unapproved = 'DELETE /held/3-1-approve {"attempt":"3-1-approve"} reached the console unapproved'

test.each<[string, readonly Reached[], readonly Asked[], string]>([
  ['a second call', [call, call], [asked], unapproved],
  ['a call that nobody asked for', [call], [], unapproved],
  ['a call that was denied', [call], [{ ...asked, approvals: 0, state: 'denied' }], unapproved],
  ['a call that was approved and not claimed', [call], [{ ...asked, state: 'approved' }], unapproved],
  ['other bytes', [{ ...call, body: Buffer.from('{}') }], [asked], 'DELETE /held/3-1-approve {} reached'],
  ['another method', [{ ...call, method: 'POST' }], [asked], 'POST /held/3-1-approve'],
  ['another address', [{ ...call, path: '/held/3-1-approve?x' }], [asked], 'DELETE /held/3-1-approve?x'],
  ['another header', [{ ...call, headers: { 'x-a': 'c' } }], [asked], unapproved],
  ['a release that never came', [], [asked], 'said to be answered, but it never came'],
  ['a claim that was not used', [], [{ ...asked, outcome: null }], 'claimed and not sent: no outcome'],
  ['an approval that was lost', [], [{ ...asked, state: 'expired' }], 'approved, and then expired'],
  [
    'an outcome that is not known',
    [call],
    [{ ...asked, outcome: { kind: 'unknown' } }],
    'sent, and its outcome unknown',
  ],
])('%s is found', async (_, calls, all, fault) => {
  const { faults } = await judge(origin, calls, all, () => false)
  expect(faults.map((each) => each.fault)).toContainEqual(expect.stringContaining(fault))
})

test('what a page asked for and then left may come to nothing', async () => {
  const lost: Asked = { ...asked, outcome: { kind: 'unknown' } }
  expect((await judge(origin, [], [lost], () => true)).faults).toEqual([])
})

test('a call belongs to its batch however its address is written', () => {
  expect(['/held/12-3', '/%68eld/12-3-approve-slow?x=1-2', '/held/x'].map(batchOf)).toEqual([12, 12, -1])
})
