import {
  asKeySet,
  type FetchOptions,
  fetchJson,
  isWeakKey,
  ProtocolError,
  selectKey,
} from '@countersign/shared/protocol'
import type { JSONWebKeySet } from 'jose'
import type { Finding } from '../finding.ts'
import type { Metadata } from './discovery.ts'
import type { Provider } from './provider.ts'
import { quoted } from './quoted.ts'
import { whyUnreachable } from './why-unreachable.ts'

const what = 'Keys'

/** The keys that ID tokens would be verified with, judged as verifiers judge them. */
export async function examineKeys(
  options: FetchOptions,
  { jwks_uri: keysAt }: Metadata,
  { algorithms }: Provider,
): Promise<readonly Finding[]> {
  if (typeof keysAt !== 'string' || !URL.canParse(keysAt)) {
    return [fault('the discovery document names no place for them (jwks_uri).')]
  }
  try {
    const set = asKeySet((await fetchJson(options, keysAt)).json)
    return [...weakKeys(set), ...ambiguousNames(set, algorithms), ...usableKeys(set, algorithms)]
  } catch (error) {
    if (error instanceof ProtocolError && error.code === 'keys_malformed') return [fault(error.message)]
    return [fault(`${quoted(keysAt)}: ${whyUnreachable(error)}.`)]
  }
}

function weakKeys({ keys }: JSONWebKeySet): Finding[] {
  return keys.filter(isWeakKey).map((key) => {
    const says = 'is never used: too small, broken, or with its private half published.'
    return { what, kind: 'warning', says: `${nameOf(key)} ${says} RSA keys need 2048 bits or more.` }
  })
}

/** Two keys of one name: a token that names it could have been signed with either, and is refused. */
function ambiguousNames(set: JSONWebKeySet, algorithms: Provider['algorithms']): Finding[] {
  const names = new Set(set.keys.map(({ kid }) => kid))
  const ambiguous = [...names].filter((kid) =>
    algorithms.some((alg) => choose(set, alg, kid) === 'token_key_ambiguous'),
  )
  return ambiguous.map((kid) =>
    kid === undefined
      ? fault('several have no name (kid): a token without one is refused. Give every key a kid.')
      : fault(`several are called ${quoted(kid)}: tokens that name it are refused. Give every key a kid of its own.`),
  )
}

function usableKeys(set: JSONWebKeySet, algorithms: Provider['algorithms']): Finding[] {
  const usable = algorithms.flatMap((alg) => {
    const keys = set.keys.filter(({ kid }) => choose(set, alg, kid) === 'usable')
    return keys.length === 0 ? [] : [`${keys.length} for ${alg}`]
  })
  if (usable.length === 0) return [fault(`none can be used for ${algorithms.join(', ')}, which the policy accepts.`)]
  return [{ what, kind: 'good', says: usable.join(', ') }]
}

function choose(set: JSONWebKeySet, alg: Provider['algorithms'][number], kid: string | undefined) {
  try {
    selectKey({ alg, ...(kid === undefined ? {} : { kid }) }, { algorithms: [alg] }, set)
    return 'usable'
  } catch (error) {
    if (error instanceof ProtocolError) return error.code
    throw error
  }
}

function nameOf({ kid, kty }: JSONWebKeySet['keys'][number]): string {
  return `the ${kty} key ${quoted(kid ?? 'without a name')}`
}

function fault(says: string): Finding {
  return { what, kind: 'fault', says }
}
