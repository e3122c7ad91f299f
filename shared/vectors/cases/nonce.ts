import { calculateJwkThumbprint, type JWK } from 'jose'
import {
  approveNonce,
  batchNonce,
  breakGlassNonce,
  confirmNonce,
  type Position,
  type Salt,
  sessionNonce,
  sha256,
} from '../../src/protocol/index.ts'
import { otherSalt, salt } from '../example.ts'
import { publicJwk } from '../worthless-keys.ts'

const commitments: readonly {
  readonly why: string
  readonly content: string
  readonly reason?: string
  readonly salt: Salt
  readonly position?: Position
}[] = [
  { why: 'without a reason', content: 'one', salt },
  { why: 'an approver’s reason', content: 'one', reason: 'because', salt },
  { why: 'a reason beyond ASCII', content: 'one', reason: 'weil’s dauert – 😀', salt },
  { why: 'a reason that is not normalised', content: 'one', reason: 'e\u0301', salt },
  { why: 'a reason of two lines', content: 'one', reason: 'one\ntwo', salt },
  { why: 'another request', content: 'two', salt },
  { why: 'another salt', content: 'one', salt: otherSalt },
  {
    why: 'where the approver is',
    content: 'three',
    salt,
    position: { latitude: 481_400, longitude: 115_800, accuracy: 1_000 },
  },
  {
    why: 'in the south and the west, with a reason',
    content: 'three',
    reason: 'because',
    salt,
    position: { latitude: -1_803, longitude: -784_702, accuracy: 35 },
  },
]

const device = publicJwk('requester-device')
const { kty = '', crv = '', x = '', y = '' } = device

const sessions: readonly { readonly why: string; readonly jwk: JWK; readonly salt: Salt }[] = [
  { why: 'a device’s key', jwk: device, salt },
  {
    why: 'the same key, its members in another order and others besides',
    jwk: { use: 'sig', y, x, crv, kty, kid: 'x', alg: 'ES256' },
    salt,
  },
  { why: 'the same key, another salt', jwk: device, salt: otherSalt },
  { why: 'another device', jwk: publicJwk('approver-device'), salt },
]

/** nonce.json */
export async function nonceVectors() {
  return {
    about:
      '`cases`: the nonces of one approval over `digest` as D (approve) and as the root of a batch of `count` (batch), with `position` where there is one, of a confirm over it (confirm), and of a broken glass (break_glass). `sessions`: jkt is the RFC 7638 thumbprint of `jwk`; nonce is the session nonce.',
    cases: await Promise.all(
      commitments.map(async ({ why, content, reason, salt, position }) => {
        const digest = await sha256(content)
        const commitment = { digest, reason, salt }
        return {
          why,
          digest,
          ...(reason === undefined ? {} : { reason }),
          salt,
          ...(position === undefined ? {} : { position }),
          count: 3,
          approve: await approveNonce({ ...commitment, position }),
          batch: await batchNonce({ ...commitment, position, count: 3 }),
          confirm: await confirmNonce(commitment),
          break_glass: await breakGlassNonce(commitment),
        }
      }),
    ),
    sessions: await Promise.all(
      sessions.map(async ({ why, jwk, salt }) => {
        const jkt = await calculateJwkThumbprint(jwk)
        return { why, jwk, salt, jkt, nonce: await sessionNonce(jkt, salt) }
      }),
    ),
  }
}
