import { expect, test } from 'vitest'
import type { KillPlan } from './plan.ts'
import { type Kept, type KillRun, killFaults } from './truth.ts'

// What the runs are judged by must itself be able to fail.

const plan: KillPlan = {
  run: 0,
  kill: 'worker',
  at: 'told',
  delay: 0,
  waits: true,
  rule: 'plain',
  approver: 'approves',
}
const kept: Kept = {
  state: 'released',
  approved: 1_000,
  denied: false,
  released: 2_000,
  expires: 9_000,
  outcome: { kind: 'answered' },
}
const released: KillRun = { plan, calls: [{ at: 2_500 }], kept: [kept], page: 'answered', panel: '', killed: true }
const lost: KillRun = { ...released, calls: [], page: 'failed' }

test('one release of one approved request has no fault', () => {
  expect(killFaults(released)).toEqual([])
})

test.each<[string, KillRun]>([
  [
    'a page that is gone',
    { ...lost, page: 'gone', kept: [{ ...kept, state: 'cancelled', released: null, outcome: null }] },
  ],
  ['an outcome that is not known', { ...lost, kept: [{ ...kept, outcome: { kind: 'unknown' } }] }],
  ['an outcome that nobody told', { ...lost, kept: [{ ...kept, outcome: null }] }],
  [
    'a deny',
    {
      ...lost,
      plan: { ...plan, approver: 'denies' },
      kept: [{ ...kept, state: 'denied', approved: null, released: null, outcome: null }],
    },
  ],
])('nothing sent is no fault with %s', (_, run) => {
  expect(killFaults(run)).toEqual([])
})

test.each<[string, KillRun, string]>([
  ['a second call', { ...released, calls: [{ at: 2_500 }, { at: 2_600 }] }, '2 calls'],
  [
    'a record that says cancelled',
    { ...released, kept: [{ ...kept, state: 'cancelled' }] },
    'sent, and the relay has cancelled',
  ],
  ['no approval', { ...released, kept: [{ ...kept, approved: null }] }, 'sent without an approval in time'],
  [
    'a deny beside the approval',
    { ...released, kept: [{ ...kept, denied: true }] },
    'sent without an approval in time',
  ],
  ['a call before the claim', { ...released, calls: [{ at: 1_500 }] }, 'sent before a claim'],
  ['a call after the end', { ...released, calls: [{ at: 9_500 }] }, 'sent after its time'],
  ['a call after a deny', { ...released, plan: { ...plan, approver: 'denies' } }, 'sent though denied'],
  ['a call that nobody wanted', { ...released, plan: { ...plan, approver: 'nothing' } }, 'sent though nobody approved'],
  ['an outcome made up', { ...lost }, 'said to be answered, and never sent'],
  ['an answer made up', { ...lost, page: 'answered' }, 'the page was answered, and nothing was sent'],
  [
    'an approval lost',
    { ...lost, kept: [{ ...kept, state: 'expired', released: null, outcome: null }] },
    'approved in time, and not sent',
  ],
  ['a page that was told otherwise', { ...released, page: 'failed' }, 'sent, and the page was told that it failed'],
])('%s is found', (_, run, fault) => {
  expect(killFaults(run)).toContain(fault)
})
