import { Policy } from '@countersign/shared/policy'
import { decodeBase64url, parseStrictJson } from '@countersign/shared/protocol'
import type { JWK } from 'jose'
import { Value } from 'typebox/value'
import type { LoadedPolicy } from './load.ts'
import type { KeptPolicy } from './store.ts'

/**
 * A policy that was in force here, as it was kept: it was verified when it came into force.
 *
 * @returns undefined for one in a form that an earlier version of this relay signed and nobody reads any more
 */
export function reopen({ digest, jws, key, replacements }: KeptPolicy, fileKey: JWK): LoadedPolicy | undefined {
  const payload = replacements.at(-1)?.body ?? jws.split('.')[1] ?? ''
  const policy = parseStrictJson(decodeBase64url(payload))
  return Value.Check(Policy, policy) ? { policy, digest, jws, replacements, key: key ?? fileKey } : undefined
}
