import { Type } from 'typebox'
import { demand } from '../errors.ts'
import { isPublicP256, publicJwkOf } from '../keys/public-key.ts'
import { Policy } from '../policy/index.ts'
import { Digest } from './brands.ts'
import { digestOf } from './digest.ts'
import { parseAs } from './parse.ts'
import type { VerifiedPolicy } from './trust-anchor.ts'

const Kept = Type.Object({ policy: Policy, digest: Digest, key: Type.Unknown() }, { additionalProperties: false })

/**
 * A policy that its holder had verified and kept, parsed again. It is as good as the place where it was kept: nobody
 * else may be able to write there.
 *
 * @throws {ProtocolError} `policy_malformed`
 */
export async function reopenPolicy(kept: unknown): Promise<VerifiedPolicy> {
  const { policy, digest, key } = parseAs(Kept, kept, 'policy_malformed')
  demand(isPublicP256(key), 'policy_malformed')
  demand((await digestOf(policy)) === digest, 'policy_malformed')
  return { policy, digest, key: publicJwkOf(key) }
}
