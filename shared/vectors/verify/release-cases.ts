import type { Approver, Identity } from '../../src/protocol/index.ts'
import { issuer } from '../example.ts'
import { signedAt } from '../scene.ts'
import type { VerifyCase } from './case.ts'
import { guests, partner } from './cast.ts'
import type { Stage } from './stage.ts'

type Case = Extract<VerifyCase, { check: 'release' }>

const approver = (person: string, rest: Partial<Identity> = {}): Identity => ({
  iss: issuer,
  subject: `s-${person}`,
  person,
  ...rest,
})
const [two, three, four] = [approver('E2'), approver('E3'), approver('E4')]
const partners = (person: string): Identity => ({ iss: partner, subject: `p-${person}`, person })
/** Approvals for the only part. */
const of = (...people: readonly Identity[]): readonly Approver[] => people.map((one) => ({ approver: one, parts: [0] }))
const unknown: Identity = { iss: issuer, subject: 's-4' }
const guest: Identity = { iss: guests, subject: 'g-4', email: 'fourth@guests.example' }

/** 7.4: what a holder lets through, and when. */
export async function releaseCases({ policy, scenes }: Stage): Promise<readonly VerifyCase[]> {
  const { request, digest } = scenes.delete.own
  const made_under = { policy: request.policy, rule: 'delete-repo' }
  const release = (why: string, change: Partial<Case>, expected: VerifyCase['expected'] = 'accepted'): VerifyCase => ({
    why,
    check: 'release',
    policy: 'company',
    request: 'delete',
    made_under,
    me: request.requester,
    approvals: of(two),
    denied: false,
    quorum_at: signedAt,
    now: signedAt + 1_000,
    ...change,
    expected,
  })
  const pair = { request: 'archive', made_under: { ...made_under, rule: 'archive-repo' } }
  const both = (
    why: string,
    approvers: readonly Identity[],
    expected?: VerifyCase['expected'],
    besides: Partial<Case> = {},
  ) => release(why, { ...pair, approvals: of(...approvers), ...besides }, expected)
  const window = request.execute_within * 1000
  return [
    release('one approval where one is enough', {}),
    release('more than are needed', { approvals: of(two, three) }),
    release('no approval', { approvals: [] }, 'quorum_missing'),
    release('somebody has denied it', { denied: true }, 'request_denied'),
    release(
      'denied, whatever else is wrong',
      { denied: true, approvals: [], now: request.expires + 1 },
      'request_denied',
    ),
    both('two people where two are needed', [two, three]),
    both('two people of two issuers with one namespace', [two, { iss: partner, subject: 'p-3', person: 'E3' }]),
    both('two people, among others that cannot be told apart from them', [unknown, two, guest, three]),
    both('one person alone', [two], 'quorum_missing'),
    both('one person twice', [two, two], 'quorum_missing'),
    both('one person by two accounts', [two, { ...two, subject: 'x' }], 'quorum_missing'),
    both('one person at two issuers', [two, { iss: partner, subject: 'p-2', person: 'E2' }], 'quorum_missing'),
    both(
      'two people with one address',
      [approver('E2', { email: 'a@acme.example' }), approver('E3', { email: 'A@acme.example' })],
      'quorum_missing',
    ),
    both('somebody and their delegate', [two, three], 'quorum_missing', { policy: 'delegating' }),
    both('somebody and another’s delegate', [two, approver('E8')], 'accepted', { policy: 'delegating' }),
    both('one person, and one who cannot be told apart', [two, unknown], 'quorum_missing'),
    both(
      'three of whom none can be told apart from another',
      [unknown, guest, { ...unknown, subject: 's-5' }],
      'quorum_missing',
    ),
    ...parts(release, made_under),
    release('somebody else’s request', { me: two }, 'request_requester_mismatch'),
    release(
      'the holder’s identity has changed',
      { me: { ...request.requester, name: 'Other' } },
      'request_requester_mismatch',
    ),
    release('made under another policy', { made_under: { ...made_under, policy: digest } }, 'request_policy_mismatch'),
    release('made under another rule', { made_under: { ...made_under, rule: 'settings' } }, 'request_policy_mismatch'),
    release('the last moment of the policy', { ...atThe(policy.valid_until - 1) }, 'release_expired'),
    release('the policy has ended', { ...atThe(policy.valid_until) }, 'policy_expired'),
    release('the last moment for asking', { ...atThe(request.expires) }),
    release('a moment later', { ...atThe(request.expires + 1) }, 'release_expired'),
    release('the last moment for running it', { now: signedAt + window }),
    release('a moment later than that', { now: signedAt + window + 1 }, 'release_window_over'),
  ]
}

/** More than one part, and issuers that have to differ. */
function parts(
  release: (why: string, change: Partial<Case>, expected?: VerifyCase['expected']) => VerifyCase,
  made_under: Case['made_under'],
): readonly VerifyCase[] {
  const lock = { request: 'lock', made_under: { ...made_under, rule: 'lock-repo' } }
  const merge = { request: 'merge', made_under: { ...made_under, rule: 'merge-repo' } }
  const locked = (why: string, approvals: readonly Approver[], expected?: VerifyCase['expected']) =>
    release(why, { ...lock, approvals }, expected)
  const merged = (why: string, people: readonly Identity[], expected?: VerifyCase['expected']) =>
    release(why, { ...merge, approvals: of(...people) }, expected)
  const lead = (one: Identity): Approver => ({ approver: one, parts: [0] })
  const either = (one: Identity): Approver => ({ approver: one, parts: [0, 1] })
  const guard = (one: Identity): Approver => ({ approver: one, parts: [1] })
  return [
    locked('each part has its quorum', [lead(two), lead(three), guard(four)]),
    locked('who fits both is counted where they are needed', [either(two), lead(three), lead(four)]),
    locked('a part is missing', [lead(two), lead(three), lead(four)], 'quorum_missing'),
    locked('the number that the expression gives is missing', [lead(two), guard(four)], 'quorum_missing'),
    locked('two people for three places, though both fit all', [either(two), either(three)], 'quorum_missing'),
    locked(
      'one person in both parts by two accounts',
      [lead(two), lead(three), guard({ ...two, subject: 'x' })],
      'quorum_missing',
    ),
    ...stages(lock, release),
    merged('two people of two issuers where issuers differ', [two, partners('E3')]),
    merged('two people of one issuer where issuers differ', [two, three], 'quorum_missing'),
    merged('a third makes up for one who is of the same issuer', [two, three, partners('E4')]),
    release(
      'an expression that gives no number',
      { request: 'hide', made_under: { ...made_under, rule: 'hide-repo' } },
      'quorum_unknown',
    ),
  ]
}

/** When each stage was asked is the relay's word: what counts is that each has said yes. */
function stages(
  lock: Pick<Case, 'request' | 'made_under'>,
  release: (why: string, change: Partial<Case>, expected?: VerifyCase['expected']) => VerifyCase,
): readonly VerifyCase[] {
  const staged = (why: string, approvals: readonly Approver[], expected?: VerifyCase['expected']) =>
    release(why, { ...lock, policy: 'staged', approvals }, expected)
  const lead = (one: Identity): Approver => ({ approver: one, parts: [0] })
  const guard = (one: Identity): Approver => ({ approver: one, parts: [1] })
  return [
    staged('both stages', [lead(two), lead(three), guard(four)]),
    staged('both stages, the later one first', [guard(four), lead(two), lead(three)]),
    staged('the later stage alone', [guard(four)], 'quorum_missing'),
    staged('the first stage alone', [lead(two), lead(three)], 'quorum_missing'),
    staged('one person in both stages', [{ approver: two, parts: [0, 1] }, lead(three)], 'quorum_missing'),
  ]
}

function atThe(moment: number): Pick<Case, 'quorum_at' | 'now'> {
  return { quorum_at: moment, now: moment }
}
