import { createHash, randomBytes } from 'node:crypto'
import type { Finding } from '../finding.ts'
import { type Answer, judgeAnswer } from './authorization-answer.ts'
import type { Metadata } from './discovery.ts'
import type { Provider } from './provider.ts'
import { whyUnreachable } from './why-unreachable.ts'

type Role = keyof Provider['clients']
const roles: readonly Role[] = ['extension', 'app', 'approver']

/**
 * Whether the provider knows each client with its redirect URI: an authorization request with `prompt=none`, without
 * cookies, whose answer is looked at and never followed. Nobody signs in.
 */
export async function examineRedirects(
  fetching: typeof fetch,
  { authorization_endpoint: endpoint }: Metadata,
  { clients, redirects }: Provider,
): Promise<readonly Finding[]> {
  if (typeof endpoint !== 'string' || !URL.canParse(endpoint)) {
    return [{ what: 'Clients', kind: 'fault', says: 'the discovery document names no authorization endpoint.' }]
  }
  const findings: Finding[] = []
  // One after the other: providers slow down whoever asks quickly.
  for (const role of roles) findings.push(...(await examineClient(fetching, endpoint, role, clients[role], redirects)))
  return findings
}

async function examineClient(
  fetching: typeof fetch,
  endpoint: string,
  role: Role,
  client: string | undefined,
  redirects: Provider['redirects'],
): Promise<readonly Finding[]> {
  const what = `Client ${role}`
  const redirect = redirects[role]
  if (client === undefined) return []
  if (redirect === undefined) {
    const option = role === 'extension' ? '--extension-redirect' : '--app'
    return [{ what, kind: 'note', says: `not asked about: its redirect URI is not known. Give ${option}.` }]
  }
  try {
    const options = { redirect: 'manual', signal: AbortSignal.timeout(10_000) } as const
    const response = await fetching(requestAddress(endpoint, client, redirect), options)
    return [{ what, ...judgeAnswer(await answerOf(response), endpoint, redirect) }]
  } catch (error) {
    return [{ what, kind: 'warning', says: `can’t tell: ${whyUnreachable(error)}.` }]
  }
}

function requestAddress(endpoint: string, client: string, redirect: string): string {
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
  return url.href
}

async function answerOf(response: Response): Promise<Answer> {
  const location = response.headers.get('location') ?? undefined
  const page = location === undefined ? await startOf(response) : ''
  if (location !== undefined) await response.body?.cancel()
  return { status: response.status, location, page }
}

/** Error pages say what is wrong near their start; a sign-in page may be large, and is not needed whole. */
async function startOf(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  const reader = response.body?.getReader()
  let text = ''
  while (reader !== undefined && text.length < 100_000) {
    const { done, value } = await reader.read()
    if (done) break
    text += decoder.decode(value, { stream: true })
  }
  await reader?.cancel()
  return text
}
