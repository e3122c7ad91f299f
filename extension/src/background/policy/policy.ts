import { makeClient, RelayError, RelayUnreachable } from '@countersign/shared/api'
import type { VerifiedPolicy } from '@countersign/shared/protocol'
import browser from 'webextension-polyfill'
import { policyLookedAt } from '../../messages.ts'
import { forgetTrust, readTrust } from '../anchor/anchor.ts'
import { makePolicyKeeper, type Standing } from './keeper.ts'
import { issuerKeys } from './keys.ts'
import { makeRefusals } from './refusal.ts'
import { protectAll, putInForce } from './rules.ts'

/** What the relay's offers were refused for. */
export const refusals = makeRefusals(browser.storage.session)

const keeper = makePolicyKeeper({
  trust: readTrust,
  shelf: browser.storage.local,
  fetchOffer,
  keysFor: async (token, policy) => (await issuerKeys()).keysFor(token, policy),
  putInForce,
  protectAll,
  now: () => Date.now(),
})

/** No policy counts here: what is held stays held. */
class NoPolicy extends Error {
  override readonly name = 'NoPolicy'
}

/** What this browser goes by, if anything. */
export function readStanding(): Promise<Standing> {
  return keeper.standing()
}

/**
 * The policy in force here.
 *
 * @throws {Error} where none counts
 */
export async function currentPolicy(): Promise<VerifiedPolicy> {
  const standing = await keeper.standing()
  if (standing.kind === 'nothing') throw new NoPolicy('No policy is in force in this browser.')
  return standing.inForce
}

/** The policy that a request of this holder was made under. */
export async function policyByDigest(digest: string): Promise<VerifiedPolicy | undefined> {
  const standing = await keeper.standing()
  if (standing.kind === 'nothing') return undefined
  return [standing.inForce, ...standing.earlier].find((trusted) => trusted.digest === digest)
}

/** Asks the relay for its policy; see keeper.ts. */
export async function refreshPolicy(): Promise<void> {
  const says = await keeper.refresh()
  if (says.kind === 'policy') await refusals.note(undefined)
  if (says.kind === 'refused') await refusals.note(says.refusal)
  // Where no page is open, nobody is told.
  await browser.runtime.sendMessage(policyLookedAt).catch(() => {})
}

/**
 * Managed settings or the pin may have changed: then what is in force is found out anew, and from whom.
 *
 * @returns whether they have
 */
export async function trustAnew(): Promise<boolean> {
  const before = await readTrust()
  forgetTrust()
  if (JSON.stringify(await readTrust()) === JSON.stringify(before)) return false
  keeper.forget()
  await refusals.note(undefined)
  return true
}

/** A relay that fails is as good as none. */
export async function fetchOffer(relay: string): Promise<unknown> {
  const client = makeClient({
    relay,
    fetch: (...call) => fetch(...call),
    session: async () => undefined,
    prove: async () => '',
  })
  try {
    return await client.call('policy', {})
  } catch (error) {
    if (error instanceof RelayUnreachable || error instanceof RelayError) return undefined
    throw error
  }
}
