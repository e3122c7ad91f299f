import { type FetchedJson, type FetchOptions, fetchJson, isLoopback } from '@countersign/shared/protocol'
import type { Finding } from '../finding.ts'
import { quoted } from './quoted.ts'
import { whyUnreachable } from './why-unreachable.ts'

/** A provider's own words about itself (OpenID Connect Discovery 1.0 §3). */
export type Metadata = Readonly<Record<string, unknown>>

export type Discovered = { readonly findings: readonly Finding[]; readonly metadata?: Metadata }

const what = 'Discovery'

/** Fetches the discovery document as every verifier does; without metadata where no verifier would use it. */
export async function discover(options: FetchOptions, issuer: string): Promise<Discovered> {
  const fault = (says: string): Discovered => ({ findings: [{ what, kind: 'fault', says }] })
  if (!URL.canParse(issuer)) return fault(`${quoted(issuer)} is not a URL.`)
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  try {
    const answer = await fetchJson(options, address)
    const { issuer: named } = answer.json
    if (named !== issuer) return fault(otherIssuer(issuer, named))
    return { findings: [...examineTransport(issuer), ...examineClock(answer)], metadata: answer.json }
  } catch (error) {
    return fault(`${address}: ${whyUnreachable(error)}.`)
  }
}

/** Issuers are compared character by character. */
function otherIssuer(issuer: string, named: unknown): string {
  if (typeof named === 'string' && named.replace(/\/$/, '') === issuer.replace(/\/$/, '')) {
    return `the issuer is ${quoted(named)}: write it with exactly the same slash at its end.`
  }
  const template = typeof named === 'string' && /\{.*\}/.test(named)
  return template
    ? `it names ${quoted(named)}, which stands for many tenants: use the issuer of your own one.`
    : `it names another issuer, ${quoted(named)}. Use that one if it is yours; every verifier refuses this one.`
}

function examineTransport(issuer: string): Finding[] {
  if (issuer.startsWith('https:')) return [{ what, kind: 'good', says: 'names the same issuer, over https' }]
  // `fetchJson` has let plain http pass for nothing else.
  return isLoopback(issuer)
    ? [{ what, kind: 'warning', says: 'names the same issuer, over plain http: with a loopback relay only' }]
    : []
}

function examineClock({ clockOffset }: FetchedJson): Finding[] {
  const seconds = Math.round(Math.abs(clockOffset) / 1000)
  const side = clockOffset > 0 ? 'ahead of' : 'behind'
  if (seconds === 0) return [{ what: 'Clock', kind: 'good', says: 'that of this machine' }]
  const says = `${seconds} s ${side} this machine’s.`
  return seconds > 300
    ? [{ what: 'Clock', kind: 'fault', says: `${says} Above 300 s nothing is released: set the wrong one of the two.` }]
    : [{ what: 'Clock', kind: 'warning', says: `${says} Verifiers go by the provider’s.` }]
}
