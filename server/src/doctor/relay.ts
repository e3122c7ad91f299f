import { makeClient, RelayError, RelayUnreachable } from '@countersign/shared/api'
import { nameOffered, type OfferedPolicy } from '@countersign/shared/protocol'
import type { Config } from '../config.ts'
import type { LoadedPolicy } from '../policy/load.ts'
import type { Finding } from './finding.ts'

/** Whether the relay answers at its public URL, and offers the policy that it was given. */
export async function examineRelay({ publicUrl }: Config, policy: LoadedPolicy): Promise<readonly Finding[]> {
  const client = makeClient({ relay: publicUrl, fetch, session: async () => undefined, prove: async () => '' })
  try {
    const { jws, replacements } = await client.call('policy', {})
    const signed = await nameOffered({ jws, replacements: [] })
    const since = replacements.length === 0 ? '' : `, replaced ${replacements.length} times by evidence since`
    return [
      { what: 'Relay', kind: 'good', says: `answers at ${publicUrl}` },
      signed.digest === policy.digest
        ? { what: 'Offer', kind: 'good', says: `this policy${since}` }
        : { what: 'Offer', kind: 'fault', says: anotherWords(signed, policy) },
    ]
  } catch (error) {
    if (!(error instanceof RelayUnreachable) && !(error instanceof RelayError)) throw error
    return [
      { what: 'Relay', kind: 'fault', says: `no relay answers at ${publicUrl}. Is it started, and reached there?` },
    ]
  }
}

function anotherWords(offered: OfferedPolicy, { policy: { version } }: LoadedPolicy): string {
  const words = `the relay offers version ${offered.version ?? 'unknown'}, and this file is version ${version}.`
  return `${words} A relay takes a changed file within seconds; where it does not, its log says why`
}
