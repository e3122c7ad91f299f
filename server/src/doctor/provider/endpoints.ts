import { isLoopback } from '@countersign/shared/protocol'
import type { Finding } from '../finding.ts'
import type { Metadata } from './discovery.ts'
import { quoted } from './quoted.ts'

const what = 'Endpoints'

/** Where the provider says that its endpoints are. */
export function examineEndpoints(metadata: Metadata, issuer: string): readonly Finding[] {
  const faults = ['authorization_endpoint', 'token_endpoint'].flatMap((name): Finding[] => {
    const at = metadata[name]
    if (typeof at !== 'string' || !URL.canParse(at)) return [{ what, kind: 'fault', says: `there is no ${name}.` }]
    const isSafe = at.startsWith('https:') || (at.startsWith('http:') && isLoopback(at) && isLoopback(issuer))
    return isSafe ? [] : [{ what, kind: 'fault', says: `${quoted(at)} is not over https.` }]
  })
  const elsewhere = originsBeside(metadata, issuer)
  if (elsewhere.length === 0) return faults
  const says =
    `tokens or keys lie at ${elsewhere.map(quoted).join(', ')}: the phone app has to be allowed there ` +
    '(app build --connect, or COUNTERSIGN_APP_CONNECT where the relay serves it)'
  return [...faults, { what, kind: 'note', says }]
}

/** The app's own policy lets it reach the issuer, and what its build was told (CSP connect-src). */
function originsBeside(metadata: Metadata, issuer: string): readonly string[] {
  const addresses = [metadata['token_endpoint'], metadata['jwks_uri']]
  const origins = addresses.flatMap((at) => (typeof at === 'string' && URL.canParse(at) ? [new URL(at).origin] : []))
  return [...new Set(origins)].filter((origin) => origin !== new URL(issuer).origin)
}
