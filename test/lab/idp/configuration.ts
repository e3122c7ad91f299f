import { createHmac } from 'node:crypto'
import type { Adapter, ClientMetadata, Configuration, KoaContextWithOIDC } from 'oidc-provider'
import MemoryAdapter from 'oidc-provider/lib/adapters/memory_adapter.js'
import { InvalidAuthorizationDetails } from 'oidc-provider/lib/helpers/errors.js'
import LRU from 'oidc-provider/lib/helpers/lru.js'
import type { VNode } from 'preact'
import { type Account, findById } from './accounts.ts'
import { readAction } from './action.ts'
import { ACR_PASSKEY, ACR_PASSWORD, signInPolicy } from './assurance.ts'
import { ACTION_TYPE, type Clients, clientMetadata, type IdTokenAlg, withIdTokenFlow } from './clients.ts'
import type { Keys } from './keys.ts'
import { ErrorPage } from './pages/error-page.tsx'
import { renderPage } from './pages/page.tsx'
import { SignedOutPage, SignOutPage } from './pages/sign-out-page.tsx'

interface Setup {
  readonly keys: Keys
  readonly idTokenAlg: IdTokenAlg
  /** Read at every request, so that clients can be registered after the start. */
  readonly clients: () => Clients
  /** What clients may be answered with. */
  readonly responseTypes: readonly ('code' | 'id_token')[]
  /** Origins that may call the token and user-info endpoints besides the clients' own. */
  readonly origins: readonly string[]
  /** Where clients with sessions hear that one is over; nowhere, if it is not said. */
  readonly logoutUri: string | undefined
}

/**
 * The whole configuration of the provider. Every default that the package would warn about is set on purpose here:
 * adapter, keys, lifetimes, interactions, accounts, error page and CORS.
 */
export function configuration({ keys, idTokenAlg, responseTypes, clients, origins, logoutUri }: Setup): Configuration {
  return {
    adapter: adapterWith(clients, (id, uris) => {
      const metadata = clientMetadata(id, uris, idTokenAlg, logoutUri)
      return responseTypes.includes('id_token') ? withIdTokenFlow(metadata) : metadata
    }),
    jwks: { keys: keys.signing },
    cookies: {
      // Ports of one host share cookies: names that no other part of the demo uses.
      names: { session: 'acme_sso_session', interaction: 'acme_sso_sign_in', resume: 'acme_sso_resume' },
      keys: [keys.cookie],
      long: { httpOnly: true, sameSite: 'lax', signed: true },
      short: { httpOnly: true, sameSite: 'lax', signed: true },
    },
    features: {
      claimsParameter: { enabled: true },
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      // No API accepts an access token of this provider; authorization details need an audience all the same.
      resourceIndicators: {
        enabled: true,
        defaultResource: () => undefined,
        getResourceServerInfo: () => ({ scope: '', accessTokenFormat: 'opaque' }),
        // Without this such a run's access token would open user info.
        useGrantedResource: () => true,
      },
      richAuthorizationRequests: {
        enabled: true,
        types: {
          [ACTION_TYPE]: {
            validate: (_ctx, detail) => {
              if (readAction(detail) === undefined) throw new InvalidAuthorizationDetails('this is no action')
            },
          },
        },
        // They are for the sign-in page alone: neither code nor token carries them.
        authorizationDetailsForGrantSource: () => undefined,
        authorizationDetailsForAccessToken: () => undefined,
      },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: async (ctx, form) => answerPage(ctx, SignOutPage({ form })),
        postLogoutSuccessSource: async (ctx) => answerPage(ctx, SignedOutPage()),
      },
      userinfo: { enabled: true },
    },
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'employee_id'],
      groups: ['groups'],
      acr: null,
      amr: null,
      auth_time: null,
      iss: null,
    },
    // Without offline_access no client can get a refresh token.
    scopes: ['openid', 'email', 'profile', 'groups'],
    acrValues: [ACR_PASSWORD, ACR_PASSKEY],
    responseTypes: [...responseTypes],
    clientAuthMethods: ['none'],
    subjectTypes: ['pairwise'],
    // Who registers a client here is this lab: nobody needs to prove by a file what binds its hosts.
    sectorIdentifierUriValidate: () => false,
    pairwiseIdentifier: async (_ctx, accountId, client) => pairwiseSubject(keys.pairwise, client.clientId, accountId),
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256'] },
    pkce: { required: () => true },
    clientBasedCORS: (_ctx, origin, client) =>
      isExtension(origin) ||
      origins.includes(origin) ||
      (client.redirectUris ?? []).some((uri) => new URL(uri).origin === origin),
    findAccount: async (_ctx, id) => {
      const account = findById(id)
      return account && { accountId: id, claims: async () => claimsOf(account) }
    },
    loadExistingGrant: grantWhatIsAsked,
    interactions: { policy: signInPolicy(), url: (_ctx, { uid }) => `/sign-in/${uid}` },
    renderError: async (ctx, out) =>
      answerPage(ctx, ErrorPage({ error: out.error, description: out.error_description })),
    fetch: (url, options) => fetch(url, { ...options, ...unguarded }),
    ttl: {
      AccessToken: 60,
      AuthorizationCode: 60,
      Grant: 12 * hour,
      IdToken: hour,
      Interaction: hour,
      Session: 12 * hour,
    },
  }
}

const hour = 60 * 60

/** The package's guard against addresses of an inner network would keep it from the relay of this machine. */
const unguarded = { dispatcher: undefined }

function answerPage(ctx: KoaContextWithOIDC, page: VNode): void {
  ctx.type = 'html'
  ctx.set('Cache-Control', 'no-store')
  ctx.body = renderPage(page)
}

/** The package's own memory has room for a thousand things: an hour of sign-ins would end the sessions before them. */
const room = 1_000_000

type Registered = (clientId: string, redirectUris: readonly string[]) => ClientMetadata

function adapterWith(clients: () => Clients, registered: Registered): (model: string) => Adapter {
  const store = new LRU({ maxSize: room })
  return (model) => {
    const adapter = new MemoryAdapter(model, store)
    if (model !== 'Client') return adapter
    adapter.find = async (clientId: string) => {
      const redirectUris = Object.entries(clients()).find(([id]) => id === clientId)?.[1]
      return redirectUris && registered(clientId, redirectUris)
    }
    return adapter
  }
}

/**
 * One person is somebody else in every client. OIDC Core 8.1 would let clients of one host share a subject; Entra keys
 * it by application, which is the harder case for whoever compares people.
 */
function pairwiseSubject(key: string, clientId: string, accountId: string): string {
  return createHmac('sha256', key).update(`${clientId}\n${accountId}`).digest('base64url')
}

function isExtension(origin: string): boolean {
  return /^(chrome|moz)-extension:\/\/[^/]+$/.test(origin)
}

function claimsOf(account: Account): { sub: string } & Record<string, string | boolean | string[]> {
  return {
    sub: account.id,
    name: account.name,
    email: account.email,
    email_verified: true,
    employee_id: account.employeeId,
    groups: [...account.groups],
  }
}

/** First-party clients: what they ask for is granted, so a sign-in is one page. */
async function grantWhatIsAsked(ctx: KoaContextWithOIDC) {
  const { provider, client, session } = ctx.oidc
  if (client === undefined || session?.accountId === undefined) return undefined
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
  grant.addOIDCScope([...ctx.oidc.requestParamScopes].join(' '))
  grant.addOIDCClaims([...ctx.oidc.requestParamClaims])
  await grant.save()
  return grant
}
