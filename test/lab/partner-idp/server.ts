import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { toNodeHandler } from 'better-auth/node'
import { assertClients, type Clients } from '../idp/clients.ts'
import { renderPage } from '../idp/pages/page.tsx'
import { closeServer, listenOnLoopback } from '../loopback-server.ts'
import { type Auth, makeAuth, signInPath } from './configuration.ts'
import { admitPeople, registerClients } from './entries.ts'
import { SignInPage } from './sign-in-page.tsx'

export interface PartnerProvider {
  /** `http://127.0.0.1:<port>/api/auth`: with a path, as many have. */
  readonly issuer: string
  /** Nobody answers there for as long as `during` takes; then it is the same provider again. */
  away(during: () => Promise<void>): Promise<void>
  /**
   * For as long as `during` takes it is in an attacker's hands, who sends people on to another provider with the very
   * request that they came with (a mix-up, RFC 9207 §1). What it is sent to redeem then comes back.
   */
  misdirect(authorizationEndpoint: string, during: () => Promise<void>): Promise<readonly string[]>
  close(): Promise<void>
}

/** Starts "Partner ID", the sign-in of another company: OpenID Connect by npm `better-auth`, on 127.0.0.1. */
export async function startPartnerProvider(clients: Clients): Promise<PartnerProvider> {
  assertClients(clients)
  const server = createServer()
  // As at Acme SSO: it never hangs up on an idle line by itself.
  server.keepAliveTimeout = 0
  const origin = await listenOnLoopback(server, 0)
  const auth = makeAuth(origin)
  await admitPeople(auth)
  await registerClients(auth, clients)
  const attack: Attack = { leadsTo: undefined, codes: [] }
  server.on('request', answer(auth, attack))
  return {
    issuer: `${origin}/api/auth`,
    away: async (during) => {
      await closeServer(server)
      await during().finally(() => listenOnLoopback(server, Number(new URL(origin).port)))
    },
    misdirect: async (authorizationEndpoint, during) => {
      attack.leadsTo = authorizationEndpoint
      await during().finally(() => {
        attack.leadsTo = undefined
      })
      return attack.codes.splice(0)
    },
    close: () => closeServer(server),
  }
}

type Attack = { leadsTo: string | undefined; readonly codes: string[] }

function answer(auth: Auth, attack: Attack) {
  const protocol = toNodeHandler(auth)
  return (request: IncomingMessage, response: ServerResponse): void => {
    const [path = '', query = ''] = (request.url ?? '').split('?', 2)
    if (path === signInPath) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
      response.end(renderPage(SignInPage({ query })))
      return
    }
    if (attack.leadsTo !== undefined && path.endsWith('/oauth2/authorize')) {
      response.writeHead(302, { location: `${attack.leadsTo}?${query}` }).end()
      return
    }
    if (attack.leadsTo !== undefined && path.endsWith('/oauth2/token')) attack.codes.push(path)
    // It leaves CORS to whoever runs it. No cookie is of use with these: everybody may read them.
    if (readByScripts.some((end) => path.endsWith(end))) response.setHeader('access-control-allow-origin', '*')
    void protocol(request, response)
  }
}

const readByScripts = ['/.well-known/openid-configuration', '/jwks', '/oauth2/token']
