import { type Digest, verifyPolicy } from '@countersign/shared/protocol'
import type { JWK } from 'jose'
import type { Db } from '../db/connect.ts'
import type { LoadedPolicy } from './load.ts'
import { reopen } from './reopen.ts'
import { type KeptPolicy, readPolicies } from './store.ts'

/** Every policy that has been in force at a node of this database. */
export type KnownPolicies = {
  /** Takes in what was kept since. */
  readonly readOn: () => Promise<void>
  readonly find: (digest: Digest) => LoadedPolicy | undefined
  /** The newest of those that this node's signer vouches for. */
  readonly newest: () => LoadedPolicy | undefined
  /** Of all, whoever signed them. */
  readonly highestVersion: () => number
  /** Those in a form that an earlier version of this relay signed and nobody reads any more. */
  readonly unreadable: () => readonly Digest[]
}

/** @param pinned the key that policies count under here */
export function makeKnownPolicies(db: Db, pinned: JWK): KnownPolicies {
  const known = new Map<Digest, LoadedPolicy>()
  const unreadable = new Set<Digest>()
  let newest: LoadedPolicy | undefined
  let highest = 0

  async function note(kept: KeptPolicy): Promise<void> {
    const policy = reopen(kept, pinned)
    const counts = policy !== undefined && (await isVouchedFor(policy, pinned))
    // Of two readings at once both may note it, and it is the same.
    highest = Math.max(highest, kept.version)
    if (policy === undefined) unreadable.add(kept.digest)
    else known.set(kept.digest, policy)
    if (counts && policy.policy.version > (newest?.policy.version ?? 0)) newest = policy
  }

  return {
    readOn: async () => {
      for (const kept of await readPolicies(db, [...known.keys(), ...unreadable])) await note(kept)
    },
    find: (digest) => known.get(digest),
    newest: () => newest,
    highestVersion: () => highest,
    unreadable: () => [...unreadable],
  }
}

/**
 * Whether the last signed one of its chain counts here: another node may be given another key. The evidence since was
 * checked when it put the policy in force.
 */
async function isVouchedFor({ jws }: LoadedPolicy, pinned: JWK): Promise<boolean> {
  // That it may have run out by now is for whoever holds and releases.
  return verifyPolicy(jws, pinned, 0, 0).then(
    () => true,
    () => false,
  )
}
