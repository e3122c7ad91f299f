import type { Digest, KeysFor } from '@countersign/shared/protocol'
import { ProtocolError, type Replacement, verifyReplacement } from '@countersign/shared/protocol'
import type { Db } from '../db/connect.ts'
import type { LoadedPolicy } from './load.ts'
import { PolicyFileError } from './policy-file-error.ts'
import { reopen } from './reopen.ts'
import { keepPolicy, keepReplacement, readPolicies } from './store.ts'

/** The policy in force, and the earlier ones that pending requests are still judged by. */
export type Policies = {
  /** The signed file that this relay was given. */
  readonly file: LoadedPolicy
  readonly current: () => LoadedPolicy
  /** Undefined for one that was never in force here, or in a form that nobody reads any more. */
  readonly find: (digest: Digest) => LoadedPolicy | undefined
  /** @throws {ProtocolError} `request_policy_mismatch` where there is none */
  readonly byDigest: (digest: Digest) => LoadedPolicy
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
 * The policies of this relay: the signed file that it was given, and what has replaced it by evidence since.
 *
 * @throws {PolicyFileError} where the file is older than what has been in force
 */
export async function makePolicies(db: Db, file: LoadedPolicy, now: number): Promise<Policies> {
  await keepPolicy(db, file, now)
  const known = new Map<string, LoadedPolicy>()
  const outdated = new Map<string, number>()
  let current = file

  async function refresh(): Promise<boolean> {
    for (const kept of await readPolicies(db, [...known.keys(), ...outdated.keys()])) {
      const reopened = reopen(kept, file.key)
      if (reopened === undefined) outdated.set(kept.digest, kept.version)
      else known.set(kept.digest, reopened)
    }
    const before = current
    current = newestAfter(current, [...known.values()])
    return current.digest !== before.digest
  }

  await refresh()
  demandNewest(current, [...[...known.values()].map(({ policy }) => policy.version), ...outdated.values()])
  return {
    file,
    current: () => current,
    find: (digest) => known.get(digest),
    byDigest: (digest) => {
      const policy = known.get(digest)
      if (policy === undefined) throw new ProtocolError('request_policy_mismatch')
      return policy
    },
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

/** Follows the evidence from a policy to the last one that replaced it. */
function newestAfter(policy: LoadedPolicy, known: readonly LoadedPolicy[]): LoadedPolicy {
  const next = known.find(({ replacements }) => replacements.at(-1)?.request.policy === policy.digest)
  return next === undefined ? policy : newestAfter(next, known)
}

/** Clients would refuse an older one, and hold everything under the newer. */
function demandNewest({ policy }: LoadedPolicy, versions: readonly number[]): void {
  const newest = Math.max(...versions)
  if (newest > policy.version) {
    throw new PolicyFileError(
      `The policy is version ${policy.version}, and version ${newest} has been in force here. Sign a newer one.`,
    )
  }
}
