import { createHash, randomBytes } from 'node:crypto'
import { wantedClaims } from '@countersign/shared/policy'
import type { Provider } from '../provider.ts'

/** One authorization request, with what its answer is compared to and redeemed by. */
export type SignInRequest = {
  readonly address: string
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/** As the phone asks where a rule says `reauth: always`: a sign-in anew, and every claim in the ID token itself. */
export function signInRequest(
  endpoint: string,
  client: string,
  redirect: string,
  { issuer, entry, rules, groups }: Provider,
): SignInRequest {
  const [state, nonce, verifier] = [random(), random(), random()]
  const acr = [...new Set(rules.flatMap((rule) => rule.acr ?? []))]
  const url = new URL(endpoint)
  const parameters = {
    client_id: client,
    redirect_uri: redirect,
    response_type: 'code',
    scope: 'openid email profile',
    state,
    nonce,
    prompt: 'login',
    max_age: '0',
    claims: JSON.stringify(
      wantedClaims({ rules: [...rules], groups: [...groups] }, entry ?? { issuer, identity: commonIdentity }),
    ),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...(acr.length === 0 ? {} : { acr_values: acr.join(' ') }),
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return { address: url.href, state, nonce, verifier }
}

/** What is looked for where no policy says it. */
export const commonIdentity = { subject: 'sub', email: 'email', name: 'name', groups: 'groups' }

function random(): string {
  return randomBytes(32).toString('base64url')
}
