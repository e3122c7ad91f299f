import type { RequestStatus } from '@countersign/shared/api'
import type { Evidence } from '@countersign/shared/protocol'
import { expect, test } from 'vitest'
import type { HolderPlan } from './plan.ts'
import { type HolderRun, heldBody, holderFaults } from './truth.ts'

// What the runs are judged by must itself be able to fail.

const expires = 100_000
// Only compared with what was told: they need not be tokens.
const evidence = { decision: 'approve', id_token: 'a', salt: 's' } as Evidence
const other = { decision: 'approve', id_token: 'b', salt: 's' } as Evidence
const plan: HolderPlan = { lies: [], rule: 'plain', approver: 'approves', after: 0, reason: undefined }
const done = 'Done Delete user 1 Approved by First approver. The console answered 200 in 9 ms. Number 26 Close'
const call = { method: 'DELETE', body: Buffer.from(heldBody) }

const released: HolderRun = {
  plan,
  course: course([told(1_000, [evidence])], [{ at: 2_000, granted: true }]),
  genuine: [{ name: 'First approver', decision: evidence }],
  calls: [call],
  page: 'answered',
  panel: done,
}

test('an honest release has no fault', () => {
  expect(holderFaults(released)).toEqual([])
})

test('what was told may be nothing at all, and is then no evidence', () => {
  // A relay may send anything in the place of a status.
  const nothing = { at: 500, status: null } as unknown as HolderRun['course']['told'][number]
  const granted = [{ at: 2_000, granted: true }]
  expect(holderFaults({ ...released, course: course([nothing, told(1_000, [evidence])], granted) })).toEqual([])
  const onlyThat = holderFaults({ ...released, course: course([nothing], granted) })
  expect(onlyThat).toContain('released without valid evidence in time')
})

test.each<[string, Partial<HolderRun>, string]>([
  ['sends twice', { calls: [call, call] }, '2 calls'],
  ['sends other bytes', { calls: [{ ...call, body: Buffer.from('{}') }] }, 'another call was sent'],
  [
    'releases without being told of evidence',
    { course: course([], [{ at: 2_000, granted: true }]) },
    'released without valid evidence in time',
  ],
  ['releases on evidence that nobody gave', { genuine: [] }, 'released without valid evidence in time'],
  [
    'releases on altered evidence',
    { course: course([told(1_000, [{ ...evidence, reason: 'x' }])], [{ at: 2_000, granted: true }]) },
    'released without valid evidence in time',
  ],
  [
    'releases on evidence that came too late',
    { course: course([told(expires + 1, [evidence])], [{ at: expires + 2, granted: true }]) },
    'released without valid evidence in time',
  ],
  ['releases one person for two', { plan: { ...plan, rule: 'two' } }, 'released without valid evidence in time'],
  [
    'releases without a claim',
    { course: course([told(1_000, [evidence])], []) },
    'released without a claim that was granted in time',
  ],
  [
    'releases on a refused claim',
    { course: course([told(1_000, [evidence])], [{ at: 2_000, granted: false }]) },
    'released without a claim that was granted in time',
  ],
  [
    'releases on a claim that was granted too late',
    { course: course([told(1_000, [evidence])], [{ at: expires + 1, granted: true }]) },
    'released without a claim that was granted in time',
  ],
  [
    'releases nothing that was approved',
    { calls: [], page: 'failed', panel: refused() },
    'an honest approval was not released',
  ],
  ['does not tell of a deny', { plan: { ...plan, approver: 'denies' } }, 'an honest deny was not told'],
  ['says that nothing was sent', { panel: refused() }, 'the panel says quorum_missing'],
  ['lets the page believe that it failed', { page: 'failed' }, 'the page’s own call failed'],
  [
    'names somebody else',
    { panel: done.replace('First approver', 'Chief executive') },
    'the panel names somebody who did not decide',
  ],
  [
    'says something else',
    { panel: 'Blocked Something went wrong in the extension. Nothing was sent. Close' },
    'not understood',
  ],
])('a holder that %s is at fault', (_, change, fault) => {
  expect(holderFaults({ ...released, ...change }).join('; ')).toContain(fault)
})

test('two people are two, whatever one of them repeats', () => {
  const second = { name: 'Second approver', decision: other }
  const two = { ...plan, rule: 'two' } as const
  const approved = { ...released, plan: two, genuine: [...released.genuine, second] }
  const both = course([told(1_000, [evidence, other])], [{ at: 2_000, granted: true }])
  expect(holderFaults({ ...approved, course: both })).toEqual([])
  const twice = course([told(1_000, [evidence, evidence])], [{ at: 2_000, granted: true }])
  expect(holderFaults({ ...approved, course: twice })).toContain('released without valid evidence in time')
})

function refused(): string {
  return 'Not released Delete user 1 Not enough people have approved it yet. Nothing was sent. (quorum_missing) Number 26 Close'
}

function told(at: number, decisions: readonly Evidence[]) {
  const given = decisions.map((decision) => ({ at, name: '', decision }))
  // The parts that the judgement looks at.
  return { at, status: { state: 'approved', decisions: given } as unknown as RequestStatus }
}

function course(all: HolderRun['course']['told'], claims: HolderRun['course']['claims']): HolderRun['course'] {
  // The part of a request that the judgement looks at.
  const asked = { request: { expires } } as ReturnType<HolderRun['course']['asked']>
  return { asked: () => asked, told: all, claims }
}
