import { expect, test } from 'vitest'
import { created, examplePolicy, requester } from '../../vectors/example.ts'
import { refusalOf } from '../../vectors/refusal.ts'
import { makeScene, signedAt } from '../../vectors/scene.ts'
import { type Holding, mayRelease } from './may-release.ts'

const { own, policy, trusted } = await makeScene()
const person = (name: string) => ({
  approver: { iss: requester.iss, subject: name, person: name },
  parts: [0],
  reason: undefined,
})
const holding: Holding = {
  own,
  policy,
  madeUnder: trusted.digest,
  me: own.request.requester,
  approvals: [person('E2')],
  confirmed: false,
  broken: false,
  denied: false,
  quorumAt: signedAt,
  now: signedAt,
}
const judge = (change: Partial<Holding>) => refusalOf(() => mayRelease({ ...holding, ...change }))

test('what was approved in time is released', async () => {
  expect(await judge({})).toBe('accepted')
})

test.each([
  ['without an approval', { approvals: [] }, 'quorum_missing'],
  ['after a deny', { denied: true }, 'request_denied'],
  ['for somebody else', { me: { ...requester, person: 'E9' } }, 'request_requester_mismatch'],
  ['under another policy than it was made under', { madeUnder: own.digest }, 'request_policy_mismatch'],
  ['after its time for asking', { now: own.request.expires + 1, quorumAt: own.request.expires }, 'release_expired'],
  ['after its time for running', { now: signedAt + 60_001 }, 'release_window_over'],
] as const)('nothing is released %s', async (_, change, code) => {
  expect(await judge(change)).toBe(code)
})

test('a quorum is of distinct people: one who approves twice is one', async () => {
  const two = await makeScene(examplePolicy({ rule: { approvers: { when: 'true', quorum: 2 } } }))
  const judgeTwo = (...names: string[]) =>
    judge({ own: two.own, policy: two.policy, madeUnder: two.trusted.digest, approvals: names.map(person) })
  expect(await judgeTwo('E2', 'E2')).toBe('quorum_missing')
  expect(await judgeTwo('E2', 'E3')).toBe('accepted')
})

test('under a policy that has run out everything stays held', async () => {
  expect(await judge({ policy: { ...policy, valid_until: created } })).toBe('policy_expired')
})
