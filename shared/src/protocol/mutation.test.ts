import fc from 'fast-check'
import { Check } from 'typebox/schema'
import { describe, expect, test } from 'vitest'
import { created, examplePolicy } from '../../vectors/example.ts'
import { type Mutation, mutationOf } from '../../vectors/mutate.ts'
import { refusalOf } from '../../vectors/refusal.ts'
import { makeScene, signedAt } from '../../vectors/scene.ts'
import type { ErrorCode } from '../errors.ts'
import { batchPath, batchRoot } from './batch.ts'
import { signDeny, verifyDeny } from './deny.ts'
import { digestOf, sha256 } from './digest.ts'
import { Deny, Evidence } from './evidence.ts'
import { approveNonce, batchNonce, sessionNonce } from './nonce.ts'
import { signAsk } from './proof.ts'
import { Proof } from './proof-shape.ts'
import { ActionRequest } from './request.ts'
import { verifyEvidence } from './verify-evidence.ts'
import { verifyRequest } from './verify-request.ts'

// Every single change of what is signed must be refused, and by the check that is there for it: by the member that was
// changed, the codes that may come of it. A change of shape always has the code of its shape.

type Code = ErrorCode | 'accepted'
type Expected = Readonly<Record<string, readonly Code[]>>

const scene = await makeScene(examplePolicy({ rule: { reason: 'optional' } }))
const { own, policy, signer, trusted, device } = scene
const proof = await scene.proof()
const [reason, salt] = ['Agreed with the owner', proof.salt]

const statementCodes: readonly Code[] = ['proof_malformed', 'proof_signature_invalid']
const tokenCodes: readonly Code[] = [
  'token_malformed',
  'base64url_malformed',
  'json_malformed',
  'token_alg_refused',
  'token_key_unknown',
  'token_issuer_unknown',
  'token_audience_mismatch',
  'token_signature_invalid',
]

/** The code that a changed member must lead to: the longest pointer in the table counts. */
function expectedCodes(table: Expected, pointer: string): readonly Code[] {
  const longest = Object.keys(table)
    .filter((known) => pointer === known || pointer.startsWith(`${known}/`))
    .reduce((best, known) => (known.length > best.length ? known : best), '')
  return table[longest] ?? []
}

describe('a request that was changed in any one place', () => {
  const table: Expected = {
    '/id': ['proof_digest_mismatch'],
    '/action/rule': ['request_rule_mismatch'],
    '/action/method': ['request_rule_mismatch'],
    '/action/url': ['request_malformed', 'request_rule_mismatch', 'request_summary_mismatch', 'proof_digest_mismatch'],
    '/action/headers': ['request_malformed', 'proof_digest_mismatch'],
    '/action/body': ['request_malformed', 'proof_digest_mismatch'],
    '/action/summary': ['request_summary_mismatch'],
    '/action/params': ['request_summary_mismatch'],
    '/requester': ['proof_digest_mismatch'],
    '/context': ['proof_digest_mismatch'],
    '/policy': ['request_policy_mismatch'],
    '/challenge': ['proof_digest_mismatch'],
    '/created': ['request_clock_mismatch'],
    '/expires': ['request_clock_mismatch'],
    '/execute_within': ['request_clock_mismatch'],
  }

  test('is not the one that was asked for', async () => {
    await fc.assert(
      fc.asyncProperty(mutationOf(own.request), async ({ pointer, value }) => {
        const code = await refusalOf(() => verifyRequest(value, proof, trusted, signer.keys))
        if (Check(ActionRequest, value)) expect(expectedCodes(table, pointer)).toContain(code)
        else expect(code).toBe('request_malformed')
      }),
      { numRuns: 1_000 },
    )
  })

  test('is refused or another request, were it signed anew: the approval of the first does not count for it', async () => {
    const evidence = await scene.evidence()
    await fc.assert(
      fc.asyncProperty(mutationOf(own.request), async ({ pointer, value }) => {
        fc.pre(Check(ActionRequest, value))
        const digest = await digestOf(value)
        const asked = { ...proof, jws: await signAsk(device, digest) }
        const code = await refusalOf(() => verifyRequest(value, asked, trusted, signer.keys))
        const codes = expectedCodes(table, pointer).map((one) => (one === 'proof_digest_mismatch' ? 'accepted' : one))
        expect(pointer.startsWith('/requester') ? ['request_requester_mismatch'] : codes).toContain(code)
        const other = { request: value, digest, rule: own.rule }
        const judged = await refusalOf(() => verifyEvidence(evidence, other, policy, signer.keys, signedAt))
        expect(judged).toBe('evidence_nonce_mismatch')
      }),
      { numRuns: 300 },
    )
  })
})

describe('a proof that was changed in any one place', () => {
  const table: Expected = {
    '/id_token': tokenCodes,
    '/salt': ['proof_nonce_mismatch'],
    '/jws': statementCodes,
  }

  test('proves nothing', async () => {
    await fc.assert(
      fc.asyncProperty(mutationOf(proof), async ({ pointer, value }) => {
        const code = await refusalOf(() => verifyRequest(own.request, value, trusted, signer.keys))
        if (Check(Proof, value)) expect(expectedCodes(table, pointer)).toContain(code)
        else expect(code).toBe('proof_malformed')
      }),
      { numRuns: 600 },
    )
  })
})

describe('evidence that was changed in any one place', () => {
  const table: Expected = {
    '/id_token': tokenCodes,
    '/salt': ['evidence_nonce_mismatch'],
    '/reason': ['evidence_nonce_mismatch'],
    '/batch': ['evidence_nonce_mismatch', 'batch_path_mismatch'],
  }

  async function judgeMutated(evidence: Evidence, { pointer, value }: Mutation) {
    // Unchecked on purpose: it is what a relay sends.
    const code = await refusalOf(() => verifyEvidence(value as Evidence, own, policy, signer.keys, signedAt))
    if (Check(Evidence, value)) expect(expectedCodes(table, pointer)).toContain(code)
    else expect(code).toBe('evidence_malformed')
    expect(evidence).not.toEqual(value)
  }

  test('approves nothing', async () => {
    const nonce = await approveNonce({ digest: own.digest, reason, salt })
    const evidence: Evidence = { decision: 'approve', id_token: await scene.approverToken({ nonce }), salt, reason }
    expect(await refusalOf(() => verifyEvidence(evidence, own, policy, signer.keys, signedAt))).toBe('accepted')
    const mutated = fc.asyncProperty(mutationOf(evidence), (mutation) => judgeMutated(evidence, mutation))
    await fc.assert(mutated, { numRuns: 600 })
  })

  test('approves nothing in a batch either: digest, place and number of requests are all signed', async () => {
    const digests = [
      ...(await Promise.all(['a', 'b', 'c', 'd'].map((text) => sha256(text)))),
      own.digest,
      await sha256('f'),
    ]
    const root = await batchRoot(digests)
    const nonce = await batchNonce({ digest: root, count: digests.length, reason, salt })
    const batch = { index: 4, count: digests.length, path: [...(await batchPath(digests, 4))] }
    const id_token = await scene.approverToken({ nonce })
    const evidence: Evidence = { decision: 'approve', id_token, salt, reason, batch }
    expect(await refusalOf(() => verifyEvidence(evidence, own, policy, signer.keys, signedAt))).toBe('accepted')
    const mutated = fc.asyncProperty(mutationOf(evidence), (mutation) => judgeMutated(evidence, mutation))
    await fc.assert(mutated, { numRuns: 600 })
  })
})

describe('a deny that was changed in any one place', () => {
  const table: Expected = {
    '/id_token': tokenCodes,
    '/salt': ['session_nonce_mismatch'],
    '/jws': ['deny_malformed', 'deny_signature_invalid'],
  }

  test('stops nothing', async () => {
    const nonce = await sessionNonce(device.jkt, salt)
    const id_token = await scene.approverToken({ aud: 'countersign-app', nonce })
    const deny: Deny = { decision: 'deny', id_token, salt, jws: await signDeny(device, own.digest, reason) }
    const judge = (value: unknown) =>
      // Unchecked on purpose: it is what a relay sends.
      refusalOf(() => verifyDeny(value as Deny, own.digest, own.request, own.rule, policy, signer.keys))
    expect(await judge(deny)).toBe('accepted')
    await fc.assert(
      fc.asyncProperty(mutationOf(deny), async ({ pointer, value }) => {
        if (Check(Deny, value)) expect(expectedCodes(table, pointer)).toContain(await judge(value))
        else expect(await judge(value)).toBe('deny_malformed')
      }),
      { numRuns: 600 },
    )
  })
})

describe('claims that an issuer has signed, changed in any one place', () => {
  const seconds = signedAt / 1000
  const claims = {
    iss: policy.issuers[0]?.issuer,
    aud: 'countersign-approver',
    sub: 'pairwise-approver-2',
    groups: ['platform-leads'],
    iat: seconds,
    exp: seconds + 300,
    auth_time: seconds,
    employee_id: 'E2',
    email: 'first-approver@acme.example',
    email_verified: true,
    name: 'First approver',
  }
  const table: Expected = {
    '': ['accepted', 'token_malformed'],
    '/iss': ['token_issuer_unknown'],
    // One audience may stand in a list.
    '/aud': ['token_audience_mismatch', 'accepted'],
    '/nonce': ['evidence_nonce_mismatch'],
    '/iat': ['accepted', 'token_malformed', 'evidence_too_late', 'evidence_from_future'],
    '/exp': ['accepted', 'token_expired'],
    '/auth_time': ['accepted', 'auth_time_unknown', 'auth_too_old'],
    '/sub': ['accepted', 'token_subject_missing', 'approver_is_requester'],
    '/employee_id': ['accepted', 'approver_is_requester', 'approver_identity_unproven'],
    '/email': ['not_a_member', 'approver_is_requester', 'accepted'],
    '/email_verified': ['accepted'],
    '/name': ['accepted'],
    '/groups': ['approver_not_allowed', 'accepted'],
  }

  test('come to a code of the check that is there for them, whatever was put in their place', async () => {
    const nonce = await approveNonce({ digest: own.digest, reason: undefined, salt })
    await fc.assert(
      fc.asyncProperty(mutationOf({ ...claims, nonce }), async ({ pointer, value }) => {
        const id_token = await signer.signText('{"alg":"ES256","kid":"key-1"}', JSON.stringify(value))
        const evidence: Evidence = { decision: 'approve', id_token, salt }
        const code = await refusalOf(() => verifyEvidence(evidence, own, policy, signer.keys, signedAt))
        expect(expectedCodes(table, pointer)).toContain(code)
        if (pointer === '/aud' && code === 'accepted') expect(value).toMatchObject({ aud: [claims.aud] })
      }),
      { numRuns: 800 },
    )
  })
})

test('a request made a moment earlier is another request', async () => {
  const earlier = { ...own.request, created: created - 1, expires: own.request.expires - 1 }
  expect(await refusalOf(() => verifyRequest(earlier, proof, trusted, signer.keys))).toBe('proof_digest_mismatch')
})
