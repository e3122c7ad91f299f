import { makeClient, RelayError, RelayUnreachable } from '@countersign/shared/api'
import { sha256 } from '@countersign/shared/protocol'
import type { Config } from '../config.ts'
import type { LoadedPolicy } from '../policy/load.ts'
import type { Finding } from './finding.ts'

/** Whether the relay answers at its public URL, and offers the policy that it was given. */
export async function examineRelay({ publicUrl }: Config, policy: LoadedPolicy): Promise<readonly Finding[]> {
  const client = makeClient({ relay: publicUrl, fetch, session: async () => undefined, prove: async () => '' })
  try {
    const { jws, replacements } = await client.call('policy', {})
    const isSame = (await sha256(jws)) === (await sha256(policy.jws))
    const since = replacements.length === 0 ? '' : `, replaced ${replacements.length} times by evidence since`
    return [
      { what: 'Relay', kind: 'good', says: `answers at ${publicUrl}` },
      isSame
        ? { what: 'Offer', kind: 'good', says: `this policy${since}` }
        : { what: 'Offer', kind: 'fault', says: 'the relay offers another policy than this file; restart it' },
    ]
  } catch (error) {
    if (!(error instanceof RelayUnreachable) && !(error instanceof RelayError)) throw error
    return [
      { what: 'Relay', kind: 'fault', says: `no relay answers at ${publicUrl}. Is it started, and reached there?` },
    ]
  }
}
