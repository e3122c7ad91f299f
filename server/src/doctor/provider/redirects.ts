import { createHash, randomBytes } from 'node:crypto'
import { asIdTokenRequest } from '@countersign/shared/protocol'
import type { Finding } from '../finding.ts'
import { judgeAnswer } from './authorization-answer.ts'
import type { Metadata } from './discovery.ts'
import type { Provider } from './provider.ts'
import type { Visit } from './visit.ts'
import { whyUnreachable } from './why-unreachable.ts'

type Role = keyof Provider['clients']
const roles: readonly Role[] = ['extension', 'app', 'approver']

/**
 * Whether the provider knows each client with its redirect URI: an authorization request with `prompt=none`, without
 * cookies, whose answer is looked at and never followed. Nobody signs in.
 */
export async function examineRedirects(
  visit: Visit,
  { authorization_endpoint: endpoint }: Metadata,
  { clients, redirects, entry }: Provider,
): Promise<readonly Finding[]> {
  if (typeof endpoint !== 'string' || !URL.canParse(endpoint)) {
    return [{ what: 'Clients', kind: 'fault', says: 'the discovery document names no authorization endpoint.' }]
  }
  const findings: Finding[] = []
  // One after the other: providers slow down whoever asks quickly.
  for (const role of roles)
    findings.push(...(await examineClient(visit, endpoint, role, clients[role], redirects, entry?.flow)))
  return findings
}

async function examineClient(
  visit: Visit,
  endpoint: string,
  role: Role,
  client: string | undefined,
  redirects: Provider['redirects'],
  flow: Flow,
): Promise<readonly Finding[]> {
  const what = `Client ${role}`
  const redirect = redirects[role]
  if (client === undefined) return []
  if (redirect === undefined) {
    const option = role === 'extension' ? '--extension-redirect' : '--app'
    return [{ what, kind: 'note', says: `not asked about: its redirect URI is not known. Give ${option}.` }]
  }
  try {
    const answer = await visit(requestAddress(endpoint, client, redirect, flow), AbortSignal.timeout(10_000))
    return [{ what, ...judgeAnswer(answer, endpoint, redirect) }]
  } catch (error) {
    return [{ what, kind: 'warning', says: `can’t tell: ${whyUnreachable(error)}.` }]
  }
}

type Flow = NonNullable<Provider['entry']>['flow']

function requestAddress(endpoint: string, client: string, redirect: string, flow: Flow): string {
  const url = new URL(endpoint)
  const parameters = {
    client_id: client,
    redirect_uri: redirect,
    response_type: 'code',
    scope: 'openid',
    prompt: 'none',
    state: randomBytes(16).toString('base64url'),
    nonce: randomBytes(16).toString('base64url'),
    code_challenge: createHash('sha256').update(randomBytes(32)).digest('base64url'),
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return flow === 'id_token' ? asIdTokenRequest(url.href) : url.href
}
