import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
// Past the package's front door on purpose: that one prints a notice on Node 20, on which this demo is tested.
import { Provider } from 'oidc-provider/lib/provider.js'
import { closeServer, listenOnLoopback } from '../loopback-server.ts'
import { assertClients, type Clients, type IdTokenAlg } from './clients.ts'
import { configuration } from './configuration.ts'
import { loadKeys } from './keys.ts'
import { assertLoopback } from './loopback.ts'
import { FrontPage } from './pages/error-page.tsx'
import { renderPage } from './pages/page.tsx'
import { handleSignIn, sendPage } from './sign-in.ts'

export interface IdentityProviderOptions {
  /** 0, the default, lets the system pick. */
  readonly port?: number
  /** Redirect URIs by client id; can also come later, by `registerClients`. */
  readonly clients?: Clients
  /** Where the keys are kept, so that a restarted provider is the same one; without it they end with the process. */
  readonly dir?: string
  /** The relay's public URL; the start is refused unless it is on this machine. */
  readonly relayUrl?: string
  /** How ID tokens are signed; RS256 unless said otherwise. Both keys are published either way. */
  readonly idTokenAlg?: IdTokenAlg
  /** What clients may be answered with; a code alone unless said otherwise. */
  readonly responseTypes?: readonly ('code' | 'id_token')[]
  /** Origins besides the clients' own and the extensions' that may read tokens and user info from scripts. */
  readonly origins?: readonly string[]
  /** Where it says that a session is over (OpenID Connect Back-Channel Logout); nowhere, if it is not said. */
  readonly logoutUri?: string
}

export interface IdentityProvider {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly issuer: string
  /** Replaces all clients, for whoever learns the redirect URIs after the issuer. */
  registerClients(clients: Clients): void
  /** Stops listening and ends open connections. */
  close(): Promise<void>
}

/**
 * Starts "Acme SSO", a real OpenID provider with demo accounts, on 127.0.0.1.
 *
 * @throws {NotLoopbackError} if `relayUrl` isn't on this machine
 * @throws {TypeError} on redirect URIs that no provider would take
 */
export async function startIdentityProvider(options: IdentityProviderOptions = {}): Promise<IdentityProvider> {
  if (options.relayUrl !== undefined) assertLoopback(options.relayUrl)
  let clients = options.clients ?? {}
  assertClients(clients)
  const [keys, style] = await Promise.all([loadKeys(options.dir), readFile(styleFile)])
  const server = createServer()
  // It never hangs up on an idle line by itself: on a busy machine a call would meet the hang-up on its way.
  server.keepAliveTimeout = 0
  const issuer = await listenOnLoopback(server, options.port ?? 0)
  const provider = new Provider(
    issuer,
    configuration({
      keys,
      idTokenAlg: options.idTokenAlg ?? 'RS256',
      responseTypes: options.responseTypes ?? ['code'],
      clients: () => clients,
      origins: options.origins ?? [],
      logoutUri: options.logoutUri,
    }),
  )
  server.on('request', answer(provider, style))
  return {
    issuer,
    registerClients: (next) => {
      assertClients(next)
      clients = next
    },
    close: () => closeServer(server),
  }
}

const styleFile = new URL('./pages/sign-in.css', import.meta.url)

function answer(provider: Provider, style: Buffer) {
  const protocol = provider.callback()
  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // Not parsed as a URL: a request target such as `//` is no valid one.
    const [pathname = '/'] = (request.url ?? '/').split('?', 1)
    if (pathname === '/') sendPage(response, 200, renderPage(FrontPage()))
    else if (pathname === '/sign-in.css') sendStyle(response, style)
    else if (pathname.startsWith('/sign-in/')) await handleSignIn(provider, request, response)
    else await protocol(request, response)
  }
  return (request: IncomingMessage, response: ServerResponse): void => {
    route(request, response).catch((error: unknown) => {
      console.error('Acme SSO could not answer:', error)
      if (response.headersSent) response.destroy()
      else response.writeHead(500, { 'content-type': 'text/plain' }).end('Acme SSO could not answer. Try again.')
    })
  }
}

function sendStyle(response: ServerResponse, style: Buffer): void {
  response.writeHead(200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'no-cache' }).end(style)
}
