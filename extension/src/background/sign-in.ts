import { type Issuer, type Policy, wantedClaims } from '@countersign/shared/policy'
import { demandAnswerOf, type IdToken, makeSalt, type Salt, sessionNonce } from '@countersign/shared/protocol'
import { OidcClient, type StateStore } from 'oidc-client-ts'
import browser from 'webextension-polyfill'
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
 * Signs the requester in by code + PKCE at the issuer.
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
    const { url } = await client.createSigninRequest({
      nonce: await sessionNonce(jkt, salt),
      extraQueryParams: { claims: JSON.stringify({ id_token: wantedClaims(policy, issuer).id_token }) },
      ...(visible ? {} : { prompt: 'none' }),
    })
    const answer = await browser.identity.launchWebAuthFlow({ url, interactive: visible })
    const iss = new URL(answer).searchParams.get('iss') ?? undefined
    demandAnswerOf(issuer, { iss, announced: await namesItself(client) })
    const { id_token } = await client.processSigninResponse(answer)
    if (id_token === undefined) throw new SignInFailed(issuer.name, 'The identity provider sent no ID token.')
    // What the relay and every verifier check again, byte by byte.
    return { issuer: issuer.issuer, idToken: id_token as IdToken, salt }
  } catch (cause) {
    throw new SignInFailed(issuer.name, cause instanceof Error ? cause.message : 'The sign-in did not end.', { cause })
  }
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
