import { type Issuer, type Policy, wantedClaims } from '@countersign/shared/policy'
import {
  asIdTokenRequest,
  demandAnswerOf,
  type IdToken,
  ProtocolError,
  readIdTokenAnswer,
} from '@countersign/shared/protocol'
import { ErrorResponse, OidcClient, type StateStore } from 'oidc-client-ts'
import { workerReady } from '../register-worker.ts'
import { keepTransaction, type Purpose, type Transaction } from './transaction.ts'

/** One run at an identity provider, by redirect: authorization code + PKCE, or an ID token where the policy says so. */
export type Run = {
  readonly issuer: Issuer
  readonly policy: Policy
  readonly client: 'app' | 'approver'
  readonly nonce: string
  readonly purpose: Purpose
  /** Milliseconds since the epoch: until when a callback is taken. */
  readonly expires: number
  readonly prompt?: 'none' | 'login'
  /** Seconds. */
  readonly maxAge?: number
  readonly acrValues?: string
  readonly loginHint?: string
  /** What the run is about, for a provider that shows it. */
  readonly details?: Details
}

/** Authorization details (RFC 9396) of one type, in at most the room that there is. */
export type Details = {
  readonly type: string
  readonly within: (fits: (details: readonly object[]) => boolean) => readonly object[] | undefined
}

/**
 * Keeps the transaction of a run and gives the address to go to. Rejects when the provider cannot be reached.
 *
 * @param worker resolves when the service worker answers for the app's pages
 */
export async function startRun(run: Run, worker: () => Promise<void> = workerReady): Promise<string> {
  const { id_token } = wantedClaims(run.policy, run.issuer)
  const noted = new Map<string, string>()
  const client = oidcClient(run.issuer, run.client, storeIn(noted))
  const metadata = await client.metadataService.getMetadata()
  // With a fragment the code never reaches the server that serves this app. With a query the service worker answers
  // instead of it; only a browser without one shows the server a code: once, and of no use without the verifier that
  // lies here (RFC 7636), but in the log of whatever stands before the server.
  const { flow } = run.issuer
  const fragment = flow === 'id_token' || listOf(metadata, 'response_modes_supported').includes('fragment')
  if (!fragment) await worker()
  const { url, state } = await client.createSigninRequest({
    nonce: run.nonce,
    extraQueryParams: { claims: JSON.stringify({ id_token }) },
    ...(fragment ? { response_mode: 'fragment' as const } : {}),
    ...(run.prompt === undefined ? {} : { prompt: run.prompt }),
    ...(run.maxAge === undefined ? {} : { max_age: run.maxAge }),
    ...(run.acrValues === undefined ? {} : { acr_values: run.acrValues }),
    ...(run.loginHint === undefined ? {} : { login_hint: run.loginHint }),
  })
  const oidc = noted.get(state.id) ?? state.toStorageString()
  const namesItself = memberOf(metadata, 'authorization_response_iss_parameter_supported') === true
  await keepTransaction(state.id, { purpose: run.purpose, oidc, expires: run.expires, namesItself })
  // Details belong to an access token (RFC 9396), and none is asked for here.
  if (flow === 'id_token') return asIdTokenRequest(url)
  const types = listOf(metadata, 'authorization_details_types_supported')
  return run.details !== undefined && types.includes(run.details.type) ? withDetails(url, run.details) : url
}

/** Providers and what stands before them cut addresses off, some at 8 kB. */
const longestAddress = 6_000

/** RFC 8707: authorization details need an audience. No API is this one, and nobody reads the access token. */
const noApi = 'urn:countersign:action'

function withDetails(address: string, { within }: Details): string {
  const withThese = (details: readonly object[]) => {
    const url = new URL(address)
    url.searchParams.set('authorization_details', JSON.stringify(details))
    url.searchParams.set('resource', noApi)
    return url.href
  }
  const details = within((candidate) => withThese(candidate).length <= longestAddress)
  return details === undefined ? address : withThese(details)
}

/** How a run ended. */
export type RunEnd =
  | { readonly kind: 'token'; readonly idToken: IdToken }
  /** The provider's answer was an error; `code` is one of OAuth's or OpenID Connect's. */
  | { readonly kind: 'refused'; readonly code: string }

/** The token of a callback whose transaction was just taken, for its code or as it came. It is not verified yet. */
export async function endRun(
  callback: Callback,
  transaction: Transaction,
  issuer: Issuer,
  client: 'app' | 'approver',
): Promise<RunEnd> {
  demandAnswerOf(issuer, { iss: callback.iss, announced: transaction.namesItself })
  if (issuer.flow === 'id_token') return readIdTokenAnswer(issuer, callback.parameters)
  const oidc = oidcClient(issuer, client, storeIn(new Map([[callback.state, transaction.oidc]])))
  try {
    const { id_token } = await oidc.processSigninResponse(callback.asQuery)
    if (id_token === undefined) throw new ProtocolError('token_malformed')
    // Its shape is checked by whoever verifies it, which is the caller's next step.
    return { kind: 'token', idToken: id_token as IdToken }
  } catch (error) {
    if (error instanceof ErrorResponse && error.error !== null) return { kind: 'refused', code: error.error }
    throw error
  }
}

/** What the provider sent back, whichever way it came. */
export type Callback = {
  readonly state: string
  readonly iss: string | undefined
  readonly parameters: URLSearchParams
  readonly asQuery: string
}

/** The answer in the address of a callback; undefined when there is none. */
export function readCallback({ search, hash, origin, pathname }: URL): Callback | undefined {
  const parameters = [hash, search].map((part) => new URLSearchParams(part.slice(1))).find((part) => part.has('state'))
  const state = parameters?.get('state')
  if (parameters === undefined || !state) return undefined
  return { state, iss: parameters.get('iss') ?? undefined, parameters, asQuery: `${origin}${pathname}?${parameters}` }
}

function oidcClient({ issuer, clients }: Issuer, client: 'app' | 'approver', stateStore: StateStore): OidcClient {
  return new OidcClient({
    authority: issuer,
    client_id: clients[client],
    redirect_uri: `${location.origin}/callback`,
    scope: 'openid email profile',
    loadUserInfo: false,
    fetchRequestCredentials: 'omit',
    requestTimeoutInSeconds: 15,
    stateStore,
  })
}

/** The client's own store lasts for one step; what has to last is in the transaction. */
function storeIn(states: Map<string, string>): StateStore {
  return {
    get: async (key) => states.get(key) ?? null,
    set: async (key, value) => void states.set(key, value),
    remove: async (key) => {
      const value = states.get(key) ?? null
      states.delete(key)
      return value
    },
    getAllKeys: async () => [],
  }
}

function listOf(metadata: object, name: string): readonly unknown[] {
  const value = memberOf(metadata, name)
  return Array.isArray(value) ? value : []
}

/** The client's types know only some of what a discovery document may say. */
function memberOf(metadata: object, name: string): unknown {
  return Object.entries(metadata).find(([key]) => key === name)?.[1]
}
