import { expect, test } from 'vitest'
import type { Case } from './cases.ts'
import { type Believed, untruths } from './truth.ts'

// What readers are judged by must itself be able to fail.

// The parts that are compared.
const real = {
  view: { request: { id: 'a', created: 1 }, body: 'e30' },
  decisions: [{ kind: 'approve', name: 'First approver', reason: 'Left in May' }],
} as unknown as Case
const believed: Believed = { request: real.view.request, body: 'e30', decisions: real.decisions }

test('what is true may be believed, and what is kept back may be missing', () => {
  expect(untruths(believed, [real])).toEqual([])
  expect(untruths({ ...believed, body: undefined, decisions: [] }, [real])).toEqual([])
})

test.each<[string, Partial<Believed>]>([
  ['another request', { request: { ...believed.request, created: 2 } }],
  ['another content', { body: 'e31' }],
  ['another reason', { decisions: [{ kind: 'approve', name: 'First approver', reason: 'x' }] }],
  ['no reason where one was given', { decisions: [{ kind: 'approve', name: 'First approver' }] }],
  ['another person', { decisions: [{ kind: 'approve', name: 'Second approver', reason: 'Left in May' }] }],
  ['a deny that was an approval', { decisions: [{ kind: 'deny', name: 'First approver', reason: 'Left in May' }] }],
])('who believes in %s believes what is not true', (_, change) => {
  expect(untruths({ ...believed, ...change }, [real])).toHaveLength(1)
})
