import { type RelayClient, RelayError, RelayUnreachable } from '@countersign/shared/api'
import type { AppBuild } from '@countersign/shared/app'
import {
  type Digest,
  demand,
  followOffer,
  IssuerUnreachable,
  type KeySource,
  nameOffered,
  type OfferedPolicy,
  type PolicyOffer,
  ProtocolError,
  type Standing,
  type TrustedPolicy,
  type VerifiedPolicy,
  type VerifyReplacement,
} from '@countersign/shared/protocol'
import { calculateJwkThumbprint } from 'jose'
import { keep, kept } from '../kept.ts'

/** The policy that this phone goes by. */
export type InForce = {
  readonly trusted: VerifiedPolicy
  /** RFC 7638 thumbprint of the key that vouches for it, for people to compare. */
  readonly fingerprint: string
  /** The relay's key that push subscriptions are made for; unknown until the relay was reached once. */
  readonly pushKey: string | undefined
  readonly relay: RelaySays
  /** What was in force here before, newest first: pending requests are still judged by it. */
  readonly earlier: readonly TrustedPolicy[]
}

/** What the relay had to say at this start. */
export type RelaySays =
  | { readonly kind: 'policy' }
  | { readonly kind: 'nothing' }
  /** It offers a policy that fails a check; the last good one stays. */
  | { readonly kind: 'refused'; readonly error: ProtocolError; readonly offered: OfferedPolicy }

/** What a policy is judged with. */
export type Judging = {
  readonly build: AppBuild
  readonly client: RelayClient
  readonly keys: KeySource
  /** Milliseconds since the epoch. */
  readonly now: number
}

type KeptPolicy = {
  /** Thumbprint of the build's key: what a build with another key kept says nothing about this one. */
  readonly anchor: string
  readonly inForce: VerifiedPolicy
  readonly earlier: readonly VerifiedPolicy[]
  readonly pushKey: string
}

/**
 * The policy in force: the relay's, if every step to it from what this phone trusts already holds. If not, and without
 * a connection, the last good one stays: the one that was in force here, at the first start the one that came with the
 * app. Its date may be past: whoever shows pages looks (validity.ts).
 *
 * @throws {ProtocolError} a `policy_…` code, where there is no good one
 * @throws {RelayUnreachable} without any connection at the first start
 */
export async function loadPolicy(judging: Judging): Promise<InForce> {
  const { build, client } = judging
  const anchor = await calculateJwkThumbprint(build.anchor.policyKey)
  const before = await readKept(anchor, build)
  const offered = await fetchOffered(client)
  if (offered === undefined) return lastGood(judging, before, { kind: 'nothing' })
  const { push_key: pushKey, ...offer } = offered
  try {
    const inForce = await judge(offer, { anchor: build.anchor, inForce: before?.inForce }, judging)
    const after = { anchor, inForce, earlier: earlierThan(inForce, before), pushKey }
    await keep<KeptPolicy>('policy', after)
    return known(after, { kind: 'policy' })
  } catch (error) {
    // An offer that cannot be judged now says nothing, neither good nor bad.
    if (error instanceof IssuerUnreachable) return lastGood(judging, before, { kind: 'nothing' })
    if (!(error instanceof ProtocolError)) throw error
    return lastGood(judging, before, { kind: 'refused', error, offered: await nameOffered(offer) })
  }
}

/**
 * The policy that a request carries the digest of: the one in force, or an earlier one under the same anchor.
 *
 * @throws {ProtocolError} a `policy_…` code, `request_policy_mismatch`
 */
export async function policyOf(digest: Digest, inForce: InForce, judging: Judging): Promise<TrustedPolicy> {
  const found = [inForce.trusted, ...inForce.earlier].find((trusted) => trusted.digest === digest)
  if (found !== undefined) return found
  const { build, client } = judging
  const offer = await client.call('policyByDigest', { params: { digest } })
  const anchor = { ...build.anchor, minVersion: 0 }
  const earlier = await judge(offer, { anchor, inForce: undefined }, judging)
  demand(earlier.digest === digest, 'request_policy_mismatch')
  return earlier
}

function judge(offer: PolicyOffer, standing: Standing, { keys, now }: Judging): Promise<VerifiedPolicy> {
  return followOffer(offer, standing, verifyReplacement, keys.keysFor, now)
}

/** Loaded where there is a replacement to verify: it takes all that judges requests along. */
const verifyReplacement: VerifyReplacement = async (...call) => {
  const loaded = await import('./replacement.ts')
  return loaded.verifyReplacement(...call)
}

/** Nothing where another build's key was trusted, or where the app has come with a newer policy since. */
async function readKept(anchor: string, build: AppBuild): Promise<KeptPolicy | undefined> {
  const before = await kept<Partial<KeptPolicy>>('policy')
  if (before?.anchor !== anchor || before.inForce === undefined) return undefined
  if (before.inForce.policy.version < build.anchor.minVersion) return undefined
  // One member is written with the others.
  return before as KeptPolicy
}

const earlierKept = 3

function earlierThan({ digest }: VerifiedPolicy, before: KeptPolicy | undefined): readonly VerifiedPolicy[] {
  if (before === undefined) return []
  const { inForce, earlier } = before
  return inForce.digest === digest ? earlier : [inForce, ...earlier].slice(0, earlierKept)
}

async function lastGood(judging: Judging, before: KeptPolicy | undefined, relay: RelaySays): Promise<InForce> {
  return known(before ?? { inForce: await shipped(judging), earlier: [], pushKey: undefined }, relay)
}

type Known = Pick<KeptPolicy, 'inForce' | 'earlier'> & { readonly pushKey: string | undefined }

async function known({ inForce, earlier, pushKey }: Known, relay: RelaySays): Promise<InForce> {
  return { trusted: inForce, fingerprint: await calculateJwkThumbprint(inForce.key), pushKey, relay, earlier }
}

/** The policy that came with the app, be its date past or not: then it is what there was last. */
async function shipped(judging: Judging): Promise<VerifiedPolicy> {
  const { anchor, policy } = judging.build
  const jws = await fetchShipped(policy)
  return judge({ jws: jws.trim(), replacements: [] }, { anchor, inForce: undefined }, { ...judging, now: 0 })
}

async function fetchShipped({ path, integrity }: AppBuild['policy']): Promise<string> {
  try {
    const response = await fetch(path, { integrity })
    return await response.text()
  } catch (cause) {
    throw new RelayUnreachable('The app’s own host cannot be reached either.', { cause })
  }
}

async function fetchOffered(client: RelayClient): Promise<(PolicyOffer & { push_key: string }) | undefined> {
  try {
    return await client.call('policy', {})
  } catch (error) {
    // A relay that fails is as good as none.
    if (error instanceof RelayUnreachable || error instanceof RelayError) return undefined
    throw error
  }
}
