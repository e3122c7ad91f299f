import { generateKeyPair } from 'jose'
import { expect, test } from 'vitest'
import { makeScene } from '../../vectors/scene.ts'
import { emergencyPolicy } from '../../vectors/verify/emergency-scenes.ts'
import { keyPair, publicJwk } from '../../vectors/worthless-keys.ts'
import type { EmergencyJwk } from '../policy/index.ts'
import { type EmergencySigner, signEmergency, verifyEmergency } from './emergency.ts'

const policy = emergencyPolicy()
const scene = await makeScene(policy)
const { own } = scene
const reason = 'The provider is down'

async function signerOf(name: 'emergency-first' | 'emergency-second', alg: string): Promise<EmergencySigner> {
  const { privateKey } = await keyPair(name, alg)
  // The example's keys are of these two kinds.
  return { key: publicJwk(name) as EmergencyJwk, privateKey }
}

test.each([
  ['emergency-first', 'ES256', 'safe'],
  ['emergency-second', 'EdDSA', 'notary'],
] as const)('what %s signs by %s counts, and names who keeps it', async (name, alg, id) => {
  const jws = await signEmergency(await signerOf(name, alg), own.digest, reason)
  const found = await verifyEmergency(jws, own, policy)
  expect(found).toMatchObject({ key: { id }, reason })
  expect(found.key.name).not.toBe('')
})

test('nobody signs without saying why', async () => {
  const signer = await signerOf('emergency-first', 'ES256')
  await expect(signEmergency(signer, own.digest, ' because ')).rejects.toMatchObject({
    code: 'emergency_reason_missing',
  })
})

test('a key that came into the policy’s place by the header alone is nobody’s', async () => {
  const { privateKey } = await generateKeyPair('ES256')
  const signer = await signerOf('emergency-first', 'ES256')
  const forged = await signEmergency({ ...signer, privateKey }, own.digest, reason)
  await expect(verifyEmergency(forged, own, policy)).rejects.toMatchObject({ code: 'emergency_signature_invalid' })
})

test('a rule for the policy itself takes no key, whatever a compiled policy says', async () => {
  const jws = await signEmergency(await signerOf('emergency-first', 'ES256'), own.digest, reason)
  const replacing = { ...own, rule: { ...own.rule, id: 'policy.replace' } }
  await expect(verifyEmergency(jws, replacing, policy)).rejects.toMatchObject({ code: 'emergency_not_allowed' })
})
