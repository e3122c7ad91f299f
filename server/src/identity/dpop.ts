import { createHash, createHmac } from 'node:crypto'
import { ProtocolError, verifyStatement } from '@countersign/shared/protocol'
import { Refusal } from '../refusal.ts'

/** One call, as its DPoP proof (RFC 9449 §4.3) must describe it. */
export type ProvenCall = {
  readonly proof: string | undefined
  readonly method: string
  /** Without query and fragment. */
  readonly url: string
  /** The session token that the call carries, if any. */
  readonly token: string | undefined
}

/** The relay's nonces: made from the time, so that every node knows them and none has to store a `jti`. */
export type DpopNonces = { readonly current: () => string; readonly accepts: (nonce: unknown) => boolean }

const slice = 60_000

export function makeNonces(key: Uint8Array, now: () => number): DpopNonces {
  const at = (index: number) => createHmac('sha256', key).update(String(index)).digest('base64url').slice(0, 22)
  // The same for every call of a minute: they are made once.
  let known: { readonly index: number; readonly current: string; readonly before: string } | undefined
  const ofNow = () => {
    const index = Math.floor(now() / slice)
    if (known?.index !== index) known = { index, current: at(index), before: at(index - 1) }
    return known
  }
  return {
    current: () => ofNow().current,
    accepts: (nonce) => nonce === ofNow().current || nonce === ofNow().before,
  }
}

/**
 * The thumbprint of the key that proved the call.
 *
 * @throws {Refusal} `session_proof_invalid`, or `session_proof_nonce` when only the nonce is missing or old
 */
export async function verifyDpop(call: ProvenCall, nonces: DpopNonces): Promise<string> {
  if (call.proof === undefined) throw new Refusal('session_proof_invalid')
  const { payload, jkt } = await statementOf(call.proof)
  const describesCall = payload['htm'] === call.method && payload['htu'] === call.url
  const boundToToken = call.token === undefined || payload['ath'] === hashOf(call.token)
  if (!describesCall || !boundToToken || typeof payload['jti'] !== 'string') throw new Refusal('session_proof_invalid')
  if (!nonces.accepts(payload['nonce'])) throw new Refusal('session_proof_nonce')
  return jkt
}

async function statementOf(proof: string) {
  try {
    return await verifyStatement(proof, 'dpop+jwt', {
      malformed: 'proof_malformed',
      invalid: 'proof_signature_invalid',
    })
  } catch (cause) {
    if (cause instanceof ProtocolError) throw new Refusal('session_proof_invalid', { cause })
    throw cause
  }
}

/** `ath`: RFC 9449 §4.2. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
