import { keySource, type Phone } from '../phone.ts'
import { readBuild } from '../policy/anchor.ts'
import type { Verifier } from './verify-file.ts'

/**
 * What to verify a proof with: what this phone goes by, or the app's own anchor where the phone could not start, as
 * without a connection. Undefined in a copy that was made for no organisation.
 */
export function verifierOf(phone: Phone | undefined): Verifier | undefined {
  if (phone !== undefined) {
    const { build, inForce, keys } = phone
    return { policyKeys: [inForce.trusted.key, build.anchor.policyKey], keys }
  }
  const build = readBuild()
  if (build === undefined) return undefined
  return { policyKeys: [build.anchor.policyKey], keys: keySource(build.anchor, () => Date.now()) }
}
