import { bundleLimit, type ProofBundle } from '@countersign/shared/log'
import { IssuerUnreachable, type KeySource, signHandover, signPolicy } from '@countersign/shared/protocol'
import { makeScene, signedAt } from '@countersign/shared/vectors/scene.ts'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { expect, test } from 'vitest'
import { type Verifier, verifyFile } from './verify-file.ts'

const scene = await makeScene()
const [old, next] = await Promise.all([makeKey(), makeKey()])
const asked: string[] = []
const fetched: KeySource = {
  keysFor: async () => {
    asked.push('keys')
    return scene.signer.keys
  },
  warm: async () => {},
  correctedNow: () => signedAt,
}
const trusting = (...policyKeys: readonly JWK[]): Verifier => ({ policyKeys, keys: fetched })

test('a proof is valid under this phone’s own keys', async () => {
  expect(await verdict(await bundle(), trusting(old.jwk))).toBe('valid')
})

test('keys are followed through their hand-over, and one that was replaced since is known by the app’s anchor', async () => {
  const handover = await signHandover(old.privateKey, old.jwk, next.jwk)
  const handedOver = await bundle({ policy: await signPolicy(scene.policy, next.privateKey, next.jwk, [handover]) })
  expect(await verdict(handedOver, trusting(old.jwk))).toBe('valid')
  expect(await verdict(await bundle(), trusting(next.jwk, old.jwk))).toBe('valid')
})

test('under somebody else’s policy it is not valid, and no issuer that it names is asked', async () => {
  asked.length = 0
  expect(await verdict(await bundle(), trusting(next.jwk))).toBe('invalid')
  expect(asked).toEqual([])
})

test('where the issuer cannot be asked, the key in the file is the relay’s word', async () => {
  const keys = { ...fetched, keysFor: () => Promise.reject(new IssuerUnreachable('https://login.acme.example')) }
  expect(await verdict(await bundle(), { policyKeys: [old.jwk], keys })).toBe('relay-keys')
})

test('a file that is too large is not read', async () => {
  const large = { size: bundleLimit + 1, arrayBuffer: () => Promise.reject(new Error('it was read')) }
  // Of a file, these two are looked at.
  expect(await verifyFile(large as unknown as Blob, trusting(old.jwk))).toEqual({
    kind: 'refused',
    code: 'bundle_too_large',
  })
})

test('what is no proof, or cannot be read, is told apart', async () => {
  expect(await verifyFile(new Blob(['{"a":']), trusting(old.jwk))).toEqual({ kind: 'refused', code: 'json_malformed' })
  expect(await verifyFile(new Blob(['{"a":1}']), trusting(old.jwk))).toEqual({
    kind: 'refused',
    code: 'bundle_malformed',
  })
  const gone = { size: 1, arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotFoundError')) }
  expect(await verifyFile(gone as unknown as Blob, trusting(old.jwk))).toEqual({ kind: 'unreadable' })
})

async function verdict(given: ProofBundle, verifier: Verifier) {
  const found = await verifyFile(new Blob([JSON.stringify(given)]), verifier)
  return found.kind === 'judged' ? found.report.verdict : found
}

async function bundle(change: Partial<ProofBundle> = {}): Promise<ProofBundle> {
  const { kty, crv, x, y } = old.jwk
  const keys = Object.entries(scene.signer.keys).flatMap(([issuer, set]) =>
    set.keys.map((jwk) => ({ issuer, first_seen: signedAt, jwk: { ...jwk } })),
  )
  return {
    format: 'countersign-bundle/1',
    request: scene.own.request,
    proof: await scene.proof(),
    decisions: [{ at: signedAt, decision: await scene.evidence() }],
    policy: await signPolicy(scene.policy, old.privateKey, old.jwk),
    replacements: [],
    policy_key: { kty: kty ?? '', crv: crv ?? '', x: x ?? '', y: y ?? '' },
    keys,
    relay: { state: 'approved', stored: signedAt },
    ...change,
  }
}

async function makeKey() {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  return { privateKey, jwk: await exportJWK(publicKey) }
}
