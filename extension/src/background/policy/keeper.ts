import {
  demand,
  IssuerUnreachable,
  judgeOffer,
  type KeysFor,
  nameOffered,
  ProtocolError,
  type VerifiedPolicy,
} from '@countersign/shared/protocol'
import type { Trust } from '../anchor/choose.ts'
import type { Shelf } from '../browser/mailbox.ts'
import { type KeptPolicies, readKept, succeededBy, writeKept } from './kept.ts'
import type { PolicyRefusal } from './refusal.ts'

/** What this browser goes by. */
export type Standing =
  | ({ readonly kind: 'policy' } & KeptPolicies)
  /** Nothing counts: what the build's rules, or earlier ones, protect is blocked, and nothing is released. */
  | { readonly kind: 'nothing'; readonly trust: Trust }

/** What the relay had to say: nothing that counts where it is out of reach. */
export type RelaySays =
  | { readonly kind: 'policy' }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refused'; readonly refusal: PolicyRefusal }

export type Surroundings = {
  readonly trust: () => Promise<Trust>
  /** Keeps what is in force for longer than this worker lives; nobody else writes it. */
  readonly shelf: Shelf
  /** The relay's whole offer, unchecked; undefined where the relay is out of reach. */
  readonly fetchOffer: (relay: string) => Promise<unknown>
  readonly keysFor: KeysFor
  /** Puts a policy's network rules in force; those of before stay where it fails. */
  readonly putInForce: (policy: VerifiedPolicy['policy']) => Promise<void>
  /** Makes sure that what the build protects is blocked. */
  readonly protectAll: () => Promise<void>
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

export type PolicyKeeper = {
  readonly standing: () => Promise<Standing>
  /**
   * Takes the relay's policy if every step to it from what this browser trusts holds. Where one does not, and where the
   * relay is out of reach, the last good one stays. Never goes back to an older one.
   */
  readonly refresh: () => Promise<RelaySays>
  /** The anchor has changed. */
  readonly forget: () => void
}

export function makePolicyKeeper(surroundings: Surroundings): PolicyKeeper {
  const { trust, shelf, fetchOffer, keysFor, putInForce, protectAll, now } = surroundings
  let reading: Promise<Standing> | undefined
  let running: Promise<RelaySays> | undefined
  let next: Promise<RelaySays> | undefined

  function standing(): Promise<Standing> {
    reading ??= load()
    return reading
  }

  async function load(): Promise<Standing> {
    const trusted = await trust()
    if (trusted.kind !== 'anchor') return { kind: 'nothing', trust: trusted }
    const { anchor, shipped } = trusted
    const kept = await readKept(shelf, anchor)
    // That the build's policy may have run out is for whoever holds and releases; here it is the best that there is.
    const offer = { jws: shipped ?? '', replacements: [] }
    const judging = { anchor, inForce: kept?.inForce }
    const inForce = await judgeOffer(offer, judging, keysFor, 0).catch(() => kept?.inForce)
    if (inForce === undefined) return { kind: 'nothing', trust: trusted }
    const policies = succeededBy(inForce, kept)
    // An older build that is installed over this one must not go back behind it.
    if (inForce.digest !== kept?.inForce.digest) await writeKept(shelf, anchor, policies)
    return { kind: 'policy', ...policies }
  }

  async function run(): Promise<RelaySays> {
    const trusted = await trust()
    const before = await standing()
    if (trusted.kind !== 'anchor') return stay(before)
    const offered = await fetchOffer(trusted.anchor.relay)
    if (offered === undefined) return stay(before)
    try {
      const policies = before.kind === 'policy' ? before : undefined
      const judging = { anchor: trusted.anchor, inForce: policies?.inForce }
      const inForce = await judgeOffer(offered, judging, keysFor, now())
      // A relay that has nothing newer than what has run out keeps this browser from going on.
      demand(now() < inForce.policy.valid_until, 'policy_expired')
      await putOrRefuse(inForce)
      if (inForce.digest === policies?.inForce.digest) return { kind: 'policy' }
      const after = succeededBy(inForce, policies)
      // First: whoever hears of the change in storage asks here.
      reading = Promise.resolve({ kind: 'policy', ...after })
      await writeKept(shelf, trusted.anchor, after)
      return { kind: 'policy' }
    } catch (error) {
      await stay(before)
      if (error instanceof IssuerUnreachable) return { kind: 'nothing' }
      if (!(error instanceof ProtocolError)) throw error
      return { kind: 'refused', refusal: { code: error.code, ...(await nameOffered(offered)) } }
    }
  }

  /** The browser's own network rules are the last check that a policy must pass. */
  async function putOrRefuse({ policy }: VerifiedPolicy): Promise<void> {
    try {
      await putInForce(policy)
    } catch (cause) {
      throw new ProtocolError('policy_malformed', { cause })
    }
  }

  async function stay(before: Standing): Promise<RelaySays> {
    if (before.kind === 'policy') await putInForce(before.inForce.policy)
    else await protectAll()
    return { kind: 'nothing' }
  }

  function refresh(): Promise<RelaySays> {
    if (running === undefined) {
      running = run().finally(() => {
        running = undefined
      })
      return running
    }
    // What is under way may have asked the relay a moment too early.
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined
        return refresh()
      })
    return next
  }

  return {
    standing,
    refresh,
    forget: () => {
      reading = undefined
    },
  }
}
