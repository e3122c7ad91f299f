import type { ClientMetadata } from 'oidc-provider'

/** Redirect URIs by client id. */
export type Clients = Readonly<Record<string, readonly string[]>>

/** The three clients that the product has at every issuer: session of the extension, session of the app, evidence. */
export const EXTENSION_CLIENT = 'countersign-extension'
export const APP_CLIENT = 'countersign-app'
export const APPROVER_CLIENT = 'countersign-approver'

/** The one type of authorization details (RFC 9396) here: an action that an approver is about to sign for. */
export const ACTION_TYPE = 'countersign_action'

export type IdTokenAlg = 'RS256' | 'ES256'

/** The provider's view of a client: public, code flow with PKCE only, pairwise subject, no refresh token. */
export function clientMetadata(
  clientId: string,
  redirectUris: readonly string[],
  idTokenAlg: IdTokenAlg,
  logoutUri: string | undefined,
): ClientMetadata {
  return {
    client_id: clientId,
    client_name: clientName(clientId),
    redirect_uris: redirectUris,
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code'],
    response_types: ['code'],
    subject_type: 'pairwise',
    // The extension comes back to another host in each browser; OIDC Core 8.1 then wants to be told what binds them.
    ...(hostsOf(redirectUris).size > 1 ? { sector_identifier_uri: `https://acme.example/${clientId}` } : {}),
    id_token_signed_response_alg: idTokenAlg,
    // Whoever signs approvals has no session that could end.
    ...(logoutUri === undefined || clientId === APPROVER_CLIENT
      ? {}
      : { backchannel_logout_uri: logoutUri, backchannel_logout_session_required: true }),
    authorization_details_types: clientId === APPROVER_CLIENT ? [ACTION_TYPE] : [],
  }
}

/** The same where answers may be ID tokens, too: without https the package gives them only to what it calls native. */
export function withIdTokenFlow(metadata: ClientMetadata): ClientMetadata {
  return {
    ...metadata,
    grant_types: ['authorization_code', 'implicit'],
    response_types: ['code', 'id_token'],
    application_type: 'native',
  }
}

/**
 * Checks redirect URIs where they are given, not when the first person signs in.
 *
 * @throws {TypeError} on an unreadable URI, one with a fragment, or two hosts in one client other than the extension's
 */
export function assertClients(clients: Clients): void {
  for (const [clientId, redirectUris] of Object.entries(clients)) {
    if (redirectUris.length === 0) throw new TypeError(`Client ${clientId} has no redirect URI.`)
    for (const uri of redirectUris) {
      if (!URL.canParse(uri) || uri.includes('#')) throw new TypeError(`Client ${clientId}: ${uri} is no redirect URI.`)
    }
    const hosts = hostsOf(redirectUris)
    if (hosts.size > 1 && clientId !== EXTENSION_CLIENT) {
      throw new TypeError(`Client ${clientId} has redirect URIs on ${[...hosts].join(' and ')}.`)
    }
  }
}

function hostsOf(redirectUris: readonly string[]): ReadonlySet<string> {
  return new Set(redirectUris.map((uri) => new URL(uri).host))
}

/** What the sign-in page calls the client. */
export function clientName(clientId: string): string {
  return clientNames[clientId] ?? clientId
}

const clientNames: Readonly<Record<string, string>> = {
  [EXTENSION_CLIENT]: 'Countersign in this browser',
  [APP_CLIENT]: 'Countersign',
  [APPROVER_CLIENT]: 'a Countersign approval',
}
