import { Policy } from '@countersign/shared/policy'
import { type Digest, decodeBase64url, ProtocolError, parseAs, parseStrictJson } from '@countersign/shared/protocol'
import type { LoadedPolicy } from './load.ts'
import type { KeptPolicy } from './store.ts'

/** The policy in force, and the earlier ones that pending requests are still judged by. */
export type Policies = {
  readonly current: LoadedPolicy
  /** @throws {ProtocolError} `request_policy_mismatch` for a digest that was never in force here */
  readonly byDigest: (digest: Digest) => LoadedPolicy
}

export function makePolicies(current: LoadedPolicy, earlier: readonly KeptPolicy[]): Policies {
  const known = new Map<string, LoadedPolicy>([
    ...earlier.map((kept) => reopened(kept, current)),
    [current.digest, current],
  ])
  return {
    current,
    byDigest: (digest) => {
      const policy = known.get(digest)
      if (policy === undefined) throw new ProtocolError('request_policy_mismatch')
      return policy
    },
  }
}

/** The relay's own earlier policies were verified when they came into force. */
function reopened({ digest, jws, key }: KeptPolicy, current: LoadedPolicy): [string, LoadedPolicy] {
  const payload = parseStrictJson(decodeBase64url(jws.split('.')[1] ?? ''))
  return [digest, { policy: parseAs(Policy, payload, 'policy_malformed'), digest, jws, key: key ?? current.key }]
}
