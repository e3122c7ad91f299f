import { expect, test } from 'vitest'
import {
  approverClaims,
  created,
  examplePolicy,
  exampleRequest,
  exampleSource,
  otherSalt,
  requesterClaims,
  salt,
} from '../../vectors/example.ts'
import { refusalOf } from '../../vectors/refusal.ts'
import { makeDevice, makeTokenSigner } from '../../vectors/signers.ts'
import { compilePolicy, type Policy, policyAddress } from '../policy/index.ts'
import { makeAction } from './action.ts'
import { encodeBase64url } from './base64url.ts'
import { digestOf, jcs } from './digest.ts'
import { approveNonce, sessionNonce } from './nonce.ts'
import { type Replacement, verifyReplacement } from './policy-replacement.ts'
import { signAsk } from './proof.ts'
import type { ActionRequest } from './request.ts'
import { clocksOf } from './request.ts'

const [signer, device] = await Promise.all([makeTokenSigner(), makeDevice()])
const replace = { approvers: { when: "'platform-leads' in approver.groups" } }
const before = await trustedOf(policyOf(7))
const now = created + 120_000

test('the next policy counts by evidence under the one in force', async () => {
  const { policy, digest, key } = await verifyReplacement(await replacement(policyOf(8)), before, signer.keys, now)
  expect(policy.version).toBe(8)
  expect(digest).toBe(await digestOf(policyOf(8)))
  expect(key).toBe(before.key)
})

test('and not without it, nor by the one who asked for it', async () => {
  const made = await replacement(policyOf(8))
  expect(await judge({ ...made, decisions: [] })).toBe('quorum_missing')
  expect(await judge(await replacement(policyOf(8), { claims: { employee_id: 'E1' } }))).toBe('approver_is_requester')
  expect(await judge(await replacement(policyOf(8), { claims: { groups: ['x'] } }))).toBe('approver_not_allowed')
})

test('another policy than the one that was approved does not count', async () => {
  const made = await replacement(policyOf(8))
  const other = encodeBase64url(new TextEncoder().encode(jcs({ ...policyOf(8), organisation: 'Mallory' })))
  expect(await judge({ ...made, body: other })).toBe('body_mismatch')
})

test('an approval of a page’s action puts no policy in force', async () => {
  const made = await replacement(policyOf(8))
  const request = await exampleRequest(before.policy, before.digest)
  expect(await judge({ ...made, ...(await asked(request)), body: made.body })).toBe('request_rule_mismatch')
})

test('one that is not newer, that says another version, or is not in its one spelling, does not count', async () => {
  expect(await judge(await replacement(policyOf(7)))).toBe('policy_rolled_back')
  expect(await judge(await replacement(policyOf(8), { version: 9 }))).toBe('request_summary_mismatch')
  expect(await judge(await replacement(policyOf(8), { text: JSON.stringify(policyOf(8), undefined, 1) }))).toBe(
    'policy_malformed',
  )
})

test('it counts after the policy that it was approved under, and after no other', async () => {
  const other = await trustedOf({ ...policyOf(7), organisation: 'Acme again' })
  const made = await replacement(policyOf(8))
  expect(await refusalOf(() => verifyReplacement(made, other, signer.keys, now))).toBe('request_policy_mismatch')
})

test('a policy that names nobody for it is replaced by its key alone', async () => {
  const closed = await trustedOf(examplePolicy())
  const made = await replacement(policyOf(8), { under: closed.policy })
  expect(await refusalOf(() => verifyReplacement(made, closed, signer.keys, now))).toBe('request_rule_mismatch')
})

test('nonsense is no replacement', async () => {
  const made = await replacement(policyOf(8))
  for (const nonsense of [null, {}, { ...made, more: 1 }, { ...made, body: 7 }, []]) {
    expect(await judge(nonsense)).toBe('policy_malformed')
  }
})

function judge(made: unknown) {
  return refusalOf(() => verifyReplacement(made, before, signer.keys, now))
}

function policyOf(version: number): Policy {
  const compiled = compilePolicy({ ...exampleSource, version, replace })
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults))
  return compiled.policy
}

async function trustedOf(policy: Policy) {
  return { policy, digest: await digestOf(policy), key: device.publicJwk }
}

type Change = {
  readonly claims?: object
  readonly version?: number
  readonly text?: string
  readonly under?: Policy
}

async function replacement(next: Policy, change: Change = {}): Promise<Replacement> {
  const text = change.text ?? jcs(next)
  const bytes = new TextEncoder().encode(text)
  const captured = {
    method: 'PUT',
    url: policyAddress(change.version ?? next.version),
    headers: [],
    body: { kind: 'bytes' as const, bytes, type: 'application/json' },
  }
  const action = await makeAction(before.policy, salt, captured)
  const rule = before.policy.rules.find(({ id }) => id === action?.rule)
  if (action === undefined || rule === undefined) throw new Error('the policy has a rule for its replacement')
  const under = change.under === undefined ? before.digest : await digestOf(change.under)
  const request = { ...(await exampleRequest(before.policy, under)), action, ...clocksOf(rule, created) }
  return { ...(await asked(request, change.claims)), body: encodeBase64url(bytes) }
}

async function asked(request: ActionRequest, claims: object = {}) {
  const digest = await digestOf(request)
  const seconds = created / 1_000
  const times = { iat: seconds, exp: seconds + 300 }
  const session = { ...requesterClaims, aud: 'countersign-extension', nonce: await sessionNonce(device.jkt, salt) }
  const approval = { ...approverClaims, aud: 'countersign-approver', auth_time: seconds, ...times, ...claims }
  const nonce = await approveNonce({ digest, reason: undefined, salt: otherSalt })
  return {
    request,
    proof: { id_token: await signer.sign({ ...session, ...times }), salt, jws: await signAsk(device, digest) },
    decisions: [
      {
        at: created + 1_000,
        decision: {
          decision: 'approve' as const,
          id_token: await signer.sign({ ...approval, nonce }),
          salt: otherSalt,
        },
      },
    ],
  }
}
