import { CompactSign, type CryptoKey, calculateJwkThumbprint, compactVerify, type JWK } from 'jose'
import { demand, ProtocolError } from '../errors.ts'
import { isPublicP256, publicJwkOf } from '../keys/public-key.ts'
import type { Claims } from './claim.ts'
import { parseCompact } from './compact-jws.ts'

const handoverType = 'countersign-policy-key+jwt'
const longestChain = 20

/**
 * The old policy key says which key comes after it: a compact JWS (ES256, `kid` = the old key's thumbprint) over
 * `{ to }`, the new public key. The new key consents by signing a policy that carries the hand-over in its header, so
 * a key that changes hands has been signed by old and new.
 */
export async function signHandover(oldKey: CryptoKey, oldPublic: JWK, newPublic: JWK): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify({ to: publicJwkOf(newPublic) })))
    .setProtectedHeader({ alg: 'ES256', typ: handoverType, kid: await calculateJwkThumbprint(oldPublic) })
    .sign(oldKey)
}

/**
 * The key that the pinned one has handed over to, by hand-overs oldest first. Those from before the pinned key's time
 * are passed over, so that one file serves devices that were away for several of them.
 *
 * @throws {ProtocolError} `policy_handover_invalid`
 */
export async function followHandovers(pinned: JWK, handovers: unknown): Promise<JWK> {
  if (handovers === undefined) return pinned
  demand(Array.isArray(handovers) && handovers.length <= longestChain, 'policy_handover_invalid')
  let key = pinned
  for (const handover of handovers) {
    demand(typeof handover === 'string', 'policy_handover_invalid')
    const { header, payload } = parsed(handover)
    if (header['kid'] !== (await calculateJwkThumbprint(key))) continue
    key = await verified(handover, key, header, payload)
  }
  return key
}

function parsed(handover: string) {
  try {
    return parseCompact(handover, 4_096)
  } catch (cause) {
    throw new ProtocolError('policy_handover_invalid', { cause })
  }
}

async function verified(handover: string, key: JWK, header: Claims, payload: Claims): Promise<JWK> {
  const { to } = payload
  const plain = header['crit'] === undefined && header['b64'] === undefined
  demand(header['alg'] === 'ES256' && header['typ'] === handoverType && plain, 'policy_handover_invalid')
  demand(isPublicP256(to), 'policy_handover_invalid')
  try {
    await compactVerify(handover, key, { algorithms: ['ES256'] })
  } catch (cause) {
    throw new ProtocolError('policy_handover_invalid', { cause })
  }
  return publicJwkOf(to)
}
