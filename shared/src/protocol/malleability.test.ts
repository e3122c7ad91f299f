import { describe, expect, test } from 'vitest'
import { examplePolicy } from '../../vectors/example.ts'
import { partsOf } from '../../vectors/jws-parts.ts'
import { refusalOf } from '../../vectors/refusal.ts'
import { makeScene, type Scene, signedAt } from '../../vectors/scene.ts'
import { makeTokenSigner } from '../../vectors/signers.ts'
import type { IdToken } from './brands.ts'
import { signDeny, verifyDeny } from './deny.ts'
import type { Evidence } from './evidence.ts'
import { verifyIdToken } from './id-token.ts'
import { sessionNonce } from './nonce.ts'
import { hasQuorum } from './quorum.ts'
import { verifyEvidence } from './verify-evidence.ts'
import { verifyRequest } from './verify-request.ts'

// ECDSA signatures are not unique: with (r, s) also (r, n − s) verifies. Nothing here may rest on their being so.

/** The orders of the base points (SEC 2 §2.4.2, RFC 8032 §5.1). */
const orderOfP256 = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
const orderOfEd25519 = 2n ** 252n + 27742317777372353535851937790883648493n

/** The other signature of the same message under the same key. */
function twinOf<Jws extends string>(jws: Jws): Jws {
  const [header, payload, signature] = partsOf(jws)
  const bytes = Buffer.from(signature, 'base64url')
  const s = orderOfP256 - BigInt(`0x${bytes.subarray(32).toString('hex')}`)
  const other = Buffer.concat([bytes.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex')])
  // What was a compact JWS is one again.
  return `${header}.${payload}.${other.toString('base64url')}` as Jws
}

describe('a token with the other ECDSA signature of the same message', () => {
  test('is the same token to the letter but for its signature, and says no more than the first', async () => {
    const { signer, policy, approverToken } = await makeScene()
    const [token, judge] = [await approverToken(), (one: string) => verifyIdToken(one, 'approver', policy, signer.keys)]
    expect(twinOf(token)).not.toBe(token)
    expect(twinOf(twinOf(token))).toBe(token)
    expect(await judge(twinOf(token))).toEqual(await judge(token))
  })

  test('is one person’s approval, not two', async () => {
    const scene = await makeScene(examplePolicy({ rule: { approvers: { when: 'true', quorum: 2 } } }))
    const evidence = await scene.evidence()
    const twin: Evidence = { ...evidence, id_token: twinOf(evidence.id_token) }
    const approvals = await Promise.all([evidence, twin].map((piece) => judge(scene, piece)))
    const one = examplePolicy({ rule: { approvers: { when: 'true', quorum: 1 } } }).rules[0] ?? scene.own.rule
    expect(hasQuorum(scene.policy, { ...scene.own, rule: one }, approvals)).toBe(true)
    expect(hasQuorum(scene.policy, scene.own, approvals)).toBe(false)
  })

  test('is refused again when it has become a signature of something else', async () => {
    const { signer, policy, approverToken } = await makeScene()
    const [header, , signature] = partsOf(twinOf(await approverToken()))
    const [, payload] = partsOf(await approverToken({ groups: ['platform-leads', 'board'] }))
    const code = await refusalOf(() =>
      verifyIdToken(`${header}.${payload}.${signature}`, 'approver', policy, signer.keys),
    )
    expect(code).toBe('token_signature_invalid')
  })
})

test('a device’s statement with its other signature asks for the same, and denies the same', async () => {
  const scene = await makeScene()
  const { own, policy, signer, trusted, device } = scene
  const proof = await scene.proof()
  const asked = await verifyRequest(own.request, { ...proof, jws: twinOf(proof.jws) }, trusted, signer.keys)
  expect(asked.digest).toBe(own.digest)
  const { salt } = proof
  const nonce = await sessionNonce(device.jkt, salt)
  const id_token = await scene.approverToken({ aud: 'countersign-app', nonce })
  const jws = twinOf(await signDeny(device, own.digest, 'No'))
  const denied = await verifyDeny(
    { decision: 'deny', id_token, salt, jws },
    own.digest,
    own.request,
    own.rule,
    policy,
    signer.keys,
  )
  expect(denied).toMatchObject({ approver: { person: 'E2' }, reason: 'No' })
})

test('an Ed25519 signature has one S only: the next one up is refused (RFC 8032 §5.1.7)', async () => {
  const signer = await makeTokenSigner('EdDSA')
  const token = await signer.sign({ aud: 'countersign-approver', sub: 's', iat: 1 })
  const [header, payload, signature] = partsOf(token)
  const bytes = Buffer.from(signature, 'base64url')
  const s = BigInt(`0x${Buffer.from(bytes.subarray(32).toReversed()).toString('hex')}`) + orderOfEd25519
  const higher = Buffer.from(Buffer.from(s.toString(16).padStart(64, '0'), 'hex').toReversed())
  const twin = `${header}.${payload}.${Buffer.concat([bytes.subarray(0, 32), higher]).toString('base64url')}`
  const judge = (one: string) =>
    refusalOf(() => verifyIdToken(one as IdToken, 'approver', examplePolicy(), signer.keys))
  expect(await judge(token)).toBe('accepted')
  expect(await judge(twin)).toBe('token_signature_invalid')
})

function judge({ own, policy, signer }: Scene, evidence: Evidence) {
  return verifyEvidence(evidence, own, policy, signer.keys, signedAt)
}
