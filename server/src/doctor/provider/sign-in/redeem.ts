import { parseStrictJson, readUpTo } from '@countersign/shared/protocol'
import { quoted } from '../quoted.ts'
import { whyUnreachable } from '../why-unreachable.ts'

export type Redeemed =
  | { readonly kind: 'token'; readonly idToken: string }
  | { readonly kind: 'refused'; readonly says: string }

type Grant = {
  readonly code: string
  readonly client: string
  readonly redirect: string
  readonly verifier: string
}

/** Redeems a code as a public client. What else comes with the ID token is dropped unread. */
export async function redeem(fetching: typeof fetch, endpoint: string, grant: Grant): Promise<Redeemed> {
  try {
    const response = await fetching(endpoint, {
      method: 'POST',
      // Some providers redeem a browser client's code only for a script of another origin, as the app is.
      headers: { origin: new URL(grant.redirect).origin, accept: 'application/json' },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: grant.code,
        client_id: grant.client,
        redirect_uri: grant.redirect,
        code_verifier: grant.verifier,
      }),
      redirect: 'error',
      signal: AbortSignal.timeout(10_000),
    })
    return judge(parseStrictJson(await readUpTo(response, 262_144)), response.status)
  } catch (error) {
    return refused(`the token endpoint: ${whyUnreachable(error)}.`)
  }
}

function judge(answer: unknown, status: number): Redeemed {
  const members: Readonly<Record<string, unknown>> = {
    ...(answer !== null && typeof answer === 'object' ? answer : {}),
  }
  const { id_token, error, error_description: description } = members
  if (typeof id_token === 'string') return { kind: 'token', idToken: id_token }
  if (error === undefined) return refused(`the token endpoint answered ${status} without an ID token.`)
  const why = quoted(typeof description === 'string' ? `${String(error)}: ${description}` : error)
  const isSecret = /client_secret|invalid_client|client authentication/i.test(why)
  const hint = isSecret
    ? ' The client is not public: phones and browsers can keep no secret. Where it has to be so: flow: id_token.'
    : ''
  return refused(`the token endpoint refused the code: ${why}.${hint}`)
}

function refused(says: string): Redeemed {
  return { kind: 'refused', says }
}
