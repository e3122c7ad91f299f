import { isPublicP256, parseStrictJson, publicJwkOf, type TrustAnchor } from '@countersign/shared/protocol'
import { relayOrigin } from './relay-origin.ts'

/** What the device's administrator has set for this extension (`storage.managed`). */
export type Managed =
  | { readonly kind: 'absent' }
  | { readonly kind: 'anchor'; readonly anchor: TrustAnchor }
  /** `fault` says which setting is wrong, for the administrator. */
  | { readonly kind: 'malformed'; readonly fault: string }

/**
 * The trust anchor in managed settings `{ relay, policy_key | policy_key_json, min_version? }`. The key is a JWK, as an
 * object or as JSON text: not every way of managing browsers has objects. Half an anchor is none, and is said to be
 * wrong: whoever meant to set one must not be left with another. Chromium hands on only values of the type that
 * managed-schema.json says, so a wrong one may look as if it were missing.
 */
export function parseManaged(settings: Readonly<Record<string, unknown>>): Managed {
  const { relay, policy_key: asObject, policy_key_json: asText, min_version: minVersion = 0, ...others } = settings
  if (Object.keys(settings).length === 0) return { kind: 'absent' }
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) return malformed(`There is no setting “${unknown}”.`)
  const origin = typeof relay === 'string' ? relayOrigin(relay) : undefined
  if (origin === undefined)
    return malformed('“relay” must be an https origin, such as https://countersign.acme.example.')
  if (asObject !== undefined && asText !== undefined) return malformed('The policy key is set twice.')
  const policyKey = typeof asText === 'string' ? fromJson(asText) : asObject
  if (!isPublicP256(policyKey)) return malformed('“policy_key” must be a public EC key on P-256, as a JWK.')
  if (!isVersion(minVersion)) return malformed('“min_version” must be a whole number, 0 or more.')
  return { kind: 'anchor', anchor: { relay: origin, policyKey: publicJwkOf(policyKey), minVersion } }
}

function malformed(fault: string): Managed {
  return { kind: 'malformed', fault }
}

function fromJson(text: string): unknown {
  try {
    return parseStrictJson(new TextEncoder().encode(text))
  } catch {
    return undefined
  }
}

function isVersion(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
