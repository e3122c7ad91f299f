import {
  isPublicP256,
  judgeOffer,
  type KeysFor,
  ProtocolError,
  publicJwkOf,
  type TrustAnchor,
} from '@countersign/shared/protocol'
import { calculateJwkThumbprint } from 'jose'
import { relayOrigin } from './relay-origin.ts'

/** An organisation that a person may come to trust: what its relay offers, under the key that the relay names. */
export type Candidate = {
  readonly relay: string
  readonly organisation: string
  readonly issuers: readonly { readonly name: string; readonly issuer: string }[]
  /** RFC 7638 thumbprint of the key, for the person to compare. */
  readonly fingerprint: string
  readonly version: number
  readonly rules: number
}

export type Looked =
  | { readonly kind: 'candidate'; readonly candidate: Candidate; readonly anchor: TrustAnchor }
  | { readonly kind: 'none'; readonly why: string }

export type Looking = {
  /** Undefined where no relay answers. */
  readonly fetchOffer: (relay: string) => Promise<unknown>
  readonly keysFor: KeysFor
  /** Milliseconds since the epoch. */
  readonly now: number
}

/**
 * What a relay says of itself. That it all fits together shows that nobody has garbled it, and no more: whether the key
 * is the organisation's, the person alone can find out, by comparing.
 */
export async function lookAt(written: string, { fetchOffer, keysFor, now }: Looking): Promise<Looked> {
  const relay = relayOrigin(written.trim())
  if (relay === undefined) return none('This is no address of a relay, such as https://countersign.acme.example.')
  const offered = await fetchOffer(relay)
  if (offered === undefined) return none('No Countersign relay answers there.')
  const key = keyIn(offered)
  if (key === undefined) return none('The relay names no policy key.')
  const unpinned = { relay, policyKey: key, minVersion: 0 }
  try {
    const { policy } = await judgeOffer(offered, { anchor: unpinned, inForce: undefined }, keysFor, now)
    const { organisation, version, rules } = policy
    const issuers = policy.issuers.map(({ name, issuer }) => ({ name, issuer }))
    const fingerprint = await calculateJwkThumbprint(key)
    const candidate = { relay, organisation, issuers, fingerprint, version, rules: rules.length }
    return { kind: 'candidate', candidate, anchor: { ...unpinned, minVersion: version } }
  } catch (error) {
    if (error instanceof ProtocolError) return none(error.message)
    throw error
  }
}

function none(why: string): Looked {
  return { kind: 'none', why }
}

function keyIn(offered: unknown) {
  const key =
    offered !== null && typeof offered === 'object' && 'policy_key' in offered ? offered.policy_key : undefined
  return isPublicP256(key) ? publicJwkOf(key) : undefined
}
