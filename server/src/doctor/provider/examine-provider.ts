import { type FetchOptions, isLoopback } from '@countersign/shared/protocol'
import type { Finding } from '../finding.ts'
import { examineAnnounced } from './announced.ts'
import { discover, type Metadata } from './discovery.ts'
import { examineEndpoints } from './endpoints.ts'
import { examineKeys } from './keys.ts'
import type { Provider } from './provider.ts'
import { examineRedirects } from './redirects.ts'
import type { Visit } from './visit.ts'

export type Surroundings = Omit<FetchOptions, 'allowHttp'> & { readonly visit: Visit }

export type Examined = { readonly findings: readonly Finding[]; readonly metadata?: Metadata }

/** Looks at a live identity provider, without anybody signing in. */
export async function examineProvider(surroundings: Surroundings, provider: Provider): Promise<Examined> {
  const options = { ...surroundings, allowHttp: isLoopback(provider.issuer) }
  const { findings, metadata } = await discover(options, provider.issuer)
  if (metadata === undefined) return { findings }
  return {
    findings: [
      ...findings,
      ...examineEndpoints(metadata, provider.issuer),
      ...(await examineKeys(options, metadata, provider)),
      ...examineAnnounced(metadata, provider),
      ...(await examineRedirects(options.visit, metadata, provider)),
    ],
    metadata,
  }
}
