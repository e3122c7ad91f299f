import type { Identity } from '../../src/protocol/index.ts'
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
const [two, three] = [approver('E2'), approver('E3')]
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
    approvers: [two],
    denied: false,
    quorum_at: signedAt,
    now: signedAt + 1_000,
    ...change,
    expected,
  })
  const pair = { request: 'archive', made_under: { ...made_under, rule: 'archive-repo' } }
  const both = (why: string, approvers: readonly Identity[], expected?: VerifyCase['expected']) =>
    release(why, { ...pair, approvers }, expected)
  const window = request.execute_within * 1000
  return [
    release('one approval where one is enough', {}),
    release('more than are needed', { approvers: [two, three] }),
    release('no approval', { approvers: [] }, 'quorum_missing'),
    release('somebody has denied it', { denied: true }, 'request_denied'),
    release(
      'denied, whatever else is wrong',
      { denied: true, approvers: [], now: request.expires + 1 },
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
    both('one person, and one who cannot be told apart', [two, unknown], 'quorum_missing'),
    both(
      'three of whom none can be told apart from another',
      [unknown, guest, { ...unknown, subject: 's-5' }],
      'quorum_missing',
    ),
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

function atThe(moment: number): Pick<Case, 'quorum_at' | 'now'> {
  return { quorum_at: moment, now: moment }
}
