import { digestOf, jcs } from '../../src/protocol/index.ts'
import { created, exampleRequest } from '../example.ts'
import { base64url } from '../jws-parts.ts'
import { makeReplacing, type ReplacementChange, replaceablePolicy } from '../replacing.ts'
import type { VerifyCase } from './case.ts'
import type { Stage } from './stage.ts'

type Expected = VerifyCase['expected']
type Case = Extract<VerifyCase, { check: 'replacement' }>

/** 8: a policy that evidence puts in the place of the one before it. */
export async function replacementCases({ cast }: Stage): Promise<readonly VerifyCase[]> {
  const { replacement, asked } = await makeReplacing({ signer: cast.eddsa, device: cast.browser })
  const policy = replaceablePolicy(7)
  const before = { policy, digest: await digestOf(policy) }
  const next = replaceablePolicy(8)
  const made = await replacement(before, next)
  const judged = (why: string, given: unknown, expected: Expected, change: Partial<Case> = {}): VerifyCase => ({
    why,
    check: 'replacement',
    before: 'replaceable',
    keys: 'published',
    replacement: given,
    now: created + 120_000,
    ...change,
    expected,
  })
  const changed = async (why: string, change: ReplacementChange, expected: Expected) =>
    judged(why, await replacement(before, next, change), expected)
  const page = await asked(await exampleRequest(policy, before.digest))
  const [first] = made.decisions
  const other = base64url(jcs({ ...next, organisation: 'Mallory' }))
  return [
    judged('the next policy', made, 'accepted'),
    judged('approved twice by one person', { ...made, decisions: [first, first] }, 'accepted'),
    judged('a member that nobody knows', { ...made, more: 1 }, 'policy_malformed'),
    judged('a body that is no base64url', { ...made, body: 'A A' }, 'policy_malformed'),
    judged('nobody approved it', { ...made, decisions: [] }, 'quorum_missing'),
    await changed('the requester approved it', { claims: { employee_id: 'E1' } }, 'approver_is_requester'),
    await changed('somebody who may not approved it', { claims: { groups: ['x'] } }, 'approver_not_allowed'),
    judged(
      'seen after its token had ended',
      { ...made, decisions: [{ ...first, at: created + 300_000 }] },
      'token_expired',
      { now: created + 600_000 },
    ),
    judged(
      'said to have been seen later than now',
      { ...made, decisions: [{ ...first, at: created + 300_000 }] },
      'accepted',
    ),
    judged('another policy than the approved one', { ...made, body: other }, 'body_mismatch'),
    judged('an approval of a page’s action', { ...page, body: made.body }, 'request_rule_mismatch'),
    judged('another policy in force', made, 'request_policy_mismatch', { before: 'example' }),
    judged('the same version', await replacement(before, policy), 'policy_rolled_back'),
    await changed('another version than was asked for', { version: 9 }, 'request_summary_mismatch'),
    await changed('another spelling of the policy', { text: JSON.stringify(next, undefined, 1) }, 'policy_malformed'),
    await changed('no policy', { text: '{}' }, 'policy_malformed'),
    await changed('no JSON', { text: '{' }, 'policy_malformed'),
    judged('a moment before its end', made, 'accepted', { now: next.valid_until - 1 }),
    judged('at its end', made, 'policy_expired', { now: next.valid_until }),
  ]
}
