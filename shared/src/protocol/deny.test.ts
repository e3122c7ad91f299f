import { expect, test } from 'vitest'
import { approverClaims, created, salt } from '../../vectors/example.ts'
import { refusalOf } from '../../vectors/refusal.ts'
import { makeScene } from '../../vectors/scene.ts'
import { makeDevice } from '../../vectors/signers.ts'
import { signDeny, verifyDeny } from './deny.ts'
import type { Deny } from './evidence.ts'
import { sessionNonce } from './nonce.ts'

const { own, policy, signer, trusted } = await makeScene()
const phone = await makeDevice()

async function deny(claims: object = {}): Promise<Deny> {
  const nonce = await sessionNonce(phone.jkt, salt)
  const years = { iat: created / 1000 - 90_000_000, exp: created / 1000 - 80_000_000 }
  const id_token = await signer.sign({ ...approverClaims, aud: 'countersign-app', nonce, ...years, ...claims })
  return { decision: 'deny', id_token, salt, jws: await signDeny(phone, own.digest, 'Still in use') }
}

const judge = async (given: Deny | Promise<Deny>) => {
  const awaited = await given
  return refusalOf(() => verifyDeny(awaited, own.digest, own.request, own.rule, policy, signer.keys))
}

test('a deny of somebody who may decide counts, however old their sign-in: it can only stop', async () => {
  const counted = await verifyDeny(await deny(), own.digest, own.request, own.rule, policy, signer.keys)
  expect(counted).toMatchObject({ approver: { person: 'E2' }, reason: 'Still in use' })
})

test('a deny of the requester, or of somebody who may not decide, does not count', async () => {
  expect(await judge(deny({ employee_id: 'E1' }))).toBe('approver_is_requester')
  expect(await judge(deny({ groups: [] }))).toBe('approver_not_allowed')
})

test('a deny of another request, or of another device, does not count', async () => {
  expect(await judge({ ...(await deny()), jws: await signDeny(phone, trusted.digest, undefined) })).toBe(
    'deny_digest_mismatch',
  )
  const stranger = await makeDevice()
  expect(await judge({ ...(await deny()), jws: await signDeny(stranger, own.digest, undefined) })).toBe(
    'session_nonce_mismatch',
  )
})
