import { publicJwkOf, type TrustAnchor } from '@countersign/shared/protocol'

/**
 * What this app believes without being told by the relay: the policy key of its build. The relay is the one that
 * serves it. Undefined in a build without a key, which trusts nobody.
 */
export function readAnchor(): TrustAnchor | undefined {
  const { VITE_POLICY_KEY: key } = import.meta.env
  if (key === undefined || key === '') return undefined
  return { relay: location.origin, policyKey: publicJwkOf(JSON.parse(key)), minVersion: 0 }
}
