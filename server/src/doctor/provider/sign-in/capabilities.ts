import type { Capabilities } from '@countersign/shared/policy'
import { listIn } from '../announced.ts'
import type { Metadata } from '../discovery.ts'
import type { Provider } from '../provider.ts'
import { commonIdentity } from './request.ts'
import { authTimeOf, groupsOf, type Seen } from './seen.ts'

/** What a sign-in has shown, for the policy; what it has not shown is left out. */
export function capabilitiesOf(seen: Seen, { entry }: Provider, metadata: Metadata): Capabilities {
  const time = authTimeOf(seen)
  const { acr } = seen.claims
  const groups = groupsOf(seen, (entry?.identity ?? commonIdentity).groups ?? 'groups')
  return {
    auth_time: time !== 'unknown',
    ...promptLogin(time, metadata),
    acr: typeof acr === 'string' ? [acr] : [],
    groups: groups === 'there',
    iss_parameter: seen.iss !== undefined,
  }
}

/** Without `auth_time` nobody knows whether the person signed in anew; only the provider's own "no" counts then. */
function promptLogin(time: ReturnType<typeof authTimeOf>, metadata: Metadata): { prompt_login?: boolean } {
  if (time !== 'unknown') return { prompt_login: time === 'fresh' }
  const prompts = listIn(metadata, 'prompt_values_supported')
  return prompts === undefined || prompts.includes('login') ? {} : { prompt_login: false }
}
