import { isPublicP256, publicJwkOf, type TrustAnchor } from '@countersign/shared/protocol'
import browser from 'webextension-polyfill'

/** The anchor that a person has compared and pinned in this browser, where no organisation's build has brought one. */
export async function readPinned(): Promise<TrustAnchor | undefined> {
  const { pinned } = await browser.storage.local.get('pinned')
  return parsePinned(pinned)
}

function parsePinned(value: unknown): TrustAnchor | undefined {
  if (value === null || typeof value !== 'object') return undefined
  const { relay, policyKey, minVersion }: Readonly<Record<string, unknown>> = { ...value }
  if (typeof relay !== 'string' || !isPublicP256(policyKey) || typeof minVersion !== 'number') return undefined
  return { relay, policyKey: publicJwkOf(policyKey), minVersion }
}
