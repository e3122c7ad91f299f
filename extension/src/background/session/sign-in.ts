import { type Issuer, type Policy, wantedClaims } from '@countersign/shared/policy'
import {
  asIdTokenRequest,
  demandAnswerOf,
  type IdToken,
  makeSalt,
  readIdTokenAnswer,
  type Salt,
  sessionNonce,
  verifySignIn,
} from '@countersign/shared/protocol'
import { OidcClient, type StateStore } from 'oidc-client-ts'
import browser from 'webextension-polyfill'
import { issuerKeys } from '../policy/keys.ts'
import { readDevice } from './device-key.ts'

/** A sign-in of the requester: the ID token, bound by its nonce to this device's key. */
export type SignIn = { readonly issuer: string; readonly idToken: IdToken; readonly salt: Salt }

/** Somebody must look at a sign-in page, or has closed it. */
export class SignInFailed extends Error {
  override readonly name = 'SignInFailed'
  /** What people call the provider. */
  readonly issuer: string

  constructor(issuer: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.issuer = issuer
  }
}

/**
 * Signs the requester in at the issuer: by code + PKCE, or by an ID token where the policy says so.
 *
 * @param visible with a window, or silently in a live session at the issuer (`prompt=none`)
 * @throws {SignInFailed}
 */
export async function signIn(policy: Policy, issuer: Issuer, visible: boolean): Promise<SignIn> {
  const salt = makeSalt()
  const { jkt } = await readDevice()
  const client = new OidcClient({
    authority: issuer.issuer,
    client_id: issuer.clients.extension,
    redirect_uri: browser.identity.getRedirectURL(),
    // Providers that pass over `claims` go by the scopes: some give not even a name without them.
    scope: 'openid email profile',
    stateStore,
    loadUserInfo: false,
  })
  try {
    const { url, state } = await client.createSigninRequest({
      nonce: await sessionNonce(jkt, salt),
      extraQueryParams: { claims: JSON.stringify({ id_token: wantedClaims(policy, issuer).id_token }) },
      ...(visible ? {} : { prompt: 'none' }),
    })
    const isDirect = issuer.flow === 'id_token'
    const address = isDirect ? asIdTokenRequest(url) : url
    const answer = new URL(await browser.identity.launchWebAuthFlow({ url: address, interactive: visible }))
    const parameters = new URLSearchParams(answer.hash === '' ? answer.search : answer.hash.slice(1))
    demandAnswerOf(issuer, { iss: parameters.get('iss') ?? undefined, announced: await namesItself(client) })
    const idToken = isDirect ? await directToken(issuer, parameters, state.id) : await redeemed(client, answer)
    // Of this issuer alone: in the session it is what the identity is read from.
    const own = { ...policy, issuers: [issuer] }
    const keys = await issuerKeys()
    const known = await keys.keysFor(idToken, own)
    const now = keys.correctedNow(issuer.issuer)
    await verifySignIn({ role: 'extension', id_token: idToken, salt, jkt, now }, own, known)
    return { issuer: issuer.issuer, idToken, salt }
  } catch (cause) {
    throw new SignInFailed(issuer.name, cause instanceof Error ? cause.message : 'The sign-in did not end.', { cause })
  }
}

/** The token that came in the answer, to this very request. */
async function directToken(issuer: Issuer, parameters: URLSearchParams, state: string): Promise<IdToken> {
  // Gone with this one use, whatever comes of it.
  const kept = await stateStore.remove(state)
  if (kept === null || parameters.get('state') !== state) throw new Error('It is the answer to another sign-in.')
  const answer = readIdTokenAnswer(issuer, parameters)
  if (answer.kind === 'refused') throw new Error('The identity provider did not sign anybody in.')
  return answer.idToken
}

async function redeemed(client: OidcClient, answer: URL): Promise<IdToken> {
  const { id_token } = await client.processSigninResponse(answer.href)
  if (id_token === undefined) throw new Error('The identity provider sent no ID token.')
  // Its shape is checked with everything else, right after this.
  return id_token as IdToken
}

/** Whether the provider announces that its answers name it (RFC 9207). */
async function namesItself({ metadataService }: OidcClient): Promise<unknown> {
  // The client's types know only some of what a discovery document may say.
  const metadata: object = await metadataService.getMetadata()
  return 'authorization_response_iss_parameter_supported' in metadata
    ? metadata.authorization_response_iss_parameter_supported
    : undefined
}

/** A sign-in under way, in memory of the browser session alone. */
const stateStore: StateStore = {
  set: (key, value) => browser.storage.session.set({ [`oidc:${key}`]: value }),
  get: async (key) => {
    const stored = await browser.storage.session.get(`oidc:${key}`)
    const value = stored[`oidc:${key}`]
    return typeof value === 'string' ? value : null
  },
  remove: async (key) => {
    const value = await stateStore.get(key)
    await browser.storage.session.remove(`oidc:${key}`)
    return value
  },
  getAllKeys: async () =>
    Object.keys(await browser.storage.session.get(null)).flatMap((key) =>
      key.startsWith('oidc:') ? key.slice(5) : [],
    ),
}
