import {
  type Digest,
  type KeysFor,
  ProtocolError,
  type Replacement,
  type VerifiedPolicy,
  verifyPolicy,
  verifyReplacement,
} from '@countersign/shared/protocol'
import type { JWK } from 'jose'
import type { Db } from '../db/connect.ts'
import { makeKnownPolicies } from './known.ts'
import type { LoadedPolicy, PolicyFile } from './load.ts'
import { keepPolicy, keepReplacement } from './store.ts'
import { demandNewest, saysMore } from './succession.ts'

/** The policy in force, and the earlier ones that pending requests are still judged by. */
export type Policies = {
  /** Who asks twice may hear of two: what belongs together is judged by one answer. */
  readonly current: () => LoadedPolicy
  /** The last signed one: the one in force, or what evidence has replaced since. */
  readonly signed: () => Promise<VerifiedPolicy & { readonly jws: string }>
  /** Undefined for one that was never in force here, or in a form that nobody reads any more. */
  readonly find: (digest: Digest) => LoadedPolicy | undefined
  /**
   * Another node may have put it in force a moment ago: then it is read.
   *
   * @throws {ProtocolError} `request_policy_mismatch` where there is none
   */
  readonly byDigest: (digest: Digest) => Promise<LoadedPolicy>
  /**
   * Puts the file's policy in force: for every call of this node at once, and for the other nodes when they refresh.
   *
   * @returns whether another policy is in force now
   * @throws {PolicyFileError} for an older one than has been in force, and for another of a version that was; what is in
   *   force stays
   */
  readonly take: (file: PolicyFile, now: number) => Promise<boolean>
  /**
   * Puts the next policy in force by evidence under the present one, and releases the request that asked for it.
   *
   * @returns whether it did: another node may have been faster, or its time may be over
   * @throws {ProtocolError} where the evidence does not hold here
   */
  readonly replace: (replacement: Replacement, keysFor: KeysFor, now: number) => Promise<boolean>
  /**
   * Takes in what another node put in force.
   *
   * @returns whether another policy is in force now
   */
  readonly refresh: () => Promise<boolean>
}

/**
 * The policies of this relay: the signed file that it was given, what has replaced it by evidence since, and newer ones
 * of other nodes, where they are signed with the key that counts here.
 *
 * @param pinned that key
 * @throws {PolicyFileError} where the file is older than what has been in force
 */
export async function makePolicies(db: Db, pinned: JWK, file: PolicyFile, now: number): Promise<Policies> {
  const known = makeKnownPolicies(db, pinned)
  let current: LoadedPolicy = file

  async function refresh(): Promise<boolean> {
    const before = current
    await known.readOn()
    const newest = known.newest()
    if (newest !== undefined && newest.policy.version > current.policy.version) current = newest
    return current.digest !== before.digest
  }

  async function take(offered: PolicyFile, at: number): Promise<boolean> {
    const before = current
    await known.readOn()
    await keepPolicy(db, offered, known.unreadable(), at)
    await known.readOn()
    demandNewest(offered, known, current)
    if (saysMore(offered, current)) current = offered
    await refresh()
    return current.digest !== before.digest
  }

  await take(file, now)
  return {
    current: () => current,
    signed: async () => ({ ...(await verifyPolicy(current.jws, pinned, 0, 0)), jws: current.jws }),
    find: known.find,
    byDigest: async (digest) => {
      if (known.find(digest) === undefined) await refresh()
      const policy = known.find(digest)
      if (policy === undefined) throw new ProtocolError('request_policy_mismatch')
      return policy
    },
    take,
    replace: async (replacement, keysFor, at) => {
      const tokens = [replacement.proof.id_token, ...replacement.decisions.map(({ decision }) => decision.id_token)]
      const before = current
      const keys = Object.assign({}, ...(await Promise.all(tokens.map((token) => keysFor(token, before.policy)))))
      const next = await verifyReplacement(replacement, before, keys, at)
      const loaded = { ...next, jws: before.jws, replacements: [...before.replacements, replacement] }
      const request = replacement.request.id
      const kept = await keepReplacement(db, { request, loaded, replaces: before.digest, now: at })
      await refresh()
      return kept
    },
    refresh,
  }
}
