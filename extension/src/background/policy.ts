import { makeClient } from '@countersign/shared/api'
import { type TrustedPolicy, verifyPolicy } from '@countersign/shared/protocol'
import browser from 'webextension-polyfill'
import { readBuild } from './anchor.ts'
import { putInForce } from './rules.ts'

/** What is kept of the policy between two lives of the worker. */
type Kept = { readonly current: string; readonly earlier: readonly string[] }

/** The policy in force here: the newest one that verified under the trust anchor. */
export async function currentPolicy(): Promise<TrustedPolicy> {
  const { current } = await readKept()
  return verify(current)
}

/** The policy that a request of this holder was made under. */
export async function policyByDigest(digest: string): Promise<TrustedPolicy | undefined> {
  const { current, earlier } = await readKept()
  const known = await Promise.all([current, ...earlier].map(verify))
  return known.find((trusted) => trusted.digest === digest)
}

/**
 * Takes the relay's policy if it verifies and is newer. One that does not is refused and the last good one stays;
 * where the relay is out of reach, too.
 */
export async function refreshPolicy(): Promise<void> {
  const { anchor } = await readBuild()
  const offered = await fetchPolicy(anchor.relay).catch(() => undefined)
  const kept = await readKept()
  const inForce = await verify(kept.current)
  if (offered === undefined || offered === kept.current) return putInForce(inForce.policy)
  const trusted = await verifyPolicy(offered, anchor.policyKey, inForce.policy.version, Date.now()).catch(report)
  if (trusted === undefined || trusted.policy.version === inForce.policy.version) return putInForce(inForce.policy)
  await putInForce(trusted.policy)
  await write({ current: offered, earlier: [kept.current, ...kept.earlier].slice(0, 2) })
}

async function fetchPolicy(relay: string): Promise<string> {
  const client = makeClient({
    relay,
    fetch: (...call) => fetch(...call),
    session: async () => undefined,
    prove: async () => '',
  })
  return (await client.call('policy', {})).jws
}

/** Verified again at every use: the worker's memory is short, and storage is not the anchor. */
async function verify(jws: string): Promise<TrustedPolicy> {
  const { anchor } = await readBuild()
  const cached = verified.get(jws)
  if (cached !== undefined) return cached
  const trusted = await verifyPolicy(jws, anchor.policyKey, 0, 0)
  verified.set(jws, trusted)
  return trusted
}

const verified = new Map<string, TrustedPolicy>()

/** Read once in a worker's life: nobody else writes it. */
let keptPromise: Promise<Kept> | undefined

function readKept(): Promise<Kept> {
  keptPromise ??= loadKept()
  return keptPromise
}

async function loadKept(): Promise<Kept> {
  const { policy } = await browser.storage.local.get('policy')
  if (isKept(policy)) return policy
  const build = await readBuild()
  return { current: build.policy, earlier: [] }
}

async function write(kept: Kept): Promise<void> {
  await browser.storage.local.set({ policy: kept })
  keptPromise = Promise.resolve(kept)
}

function isKept(value: unknown): value is Kept {
  return value !== null && typeof value === 'object' && 'current' in value && 'earlier' in value
}

function report(error: unknown): undefined {
  console.warn('Countersign: the relay offers a policy that is refused.', error)
}
