import { Policy } from '@countersign/shared/policy'
import { decodeBase64url, parseAs, parseStrictJson } from '@countersign/shared/protocol'
import type { JWK } from 'jose'
import type { LoadedPolicy } from './load.ts'
import type { KeptPolicy } from './store.ts'

/** A policy that was in force here, as it was kept: it was verified when it came into force. */
export function reopen({ digest, jws, key, replacements }: KeptPolicy, fileKey: JWK): LoadedPolicy {
  const payload = replacements.at(-1)?.body ?? jws.split('.')[1] ?? ''
  const policy = parseAs(Policy, parseStrictJson(decodeBase64url(payload)), 'policy_malformed')
  return { policy, digest, jws, replacements, key: key ?? fileKey }
}
