import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Provider } from 'oidc-provider'
import { type Account, accounts, DEMO_PASSWORD, findById, findByLogin } from './accounts.ts'
import { actionOf } from './action.ts'
import { assurance, passkeyWish } from './assurance.ts'
import { clientName } from './clients.ts'
import { EndedPage } from './pages/error-page.tsx'
import { renderPage } from './pages/page.tsx'
import { SignInPage, type SignInView } from './pages/sign-in-page.tsx'

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>

/** Answers everything under `/sign-in/<interaction>`: the page, the form it posts, and the way back. */
export async function handleSignIn(provider: Provider, request: IncomingMessage, response: ServerResponse) {
  const interaction = await findInteraction(provider, request, response)
  if (interaction === undefined) return sendPage(response, 410, renderPage(EndedPage()))
  const url = new URL(request.url ?? '/', provider.issuer)
  const path = `/sign-in/${interaction.uid}`
  if (url.pathname === `${path}/cancel`) return goBack(provider, request, response)
  if (url.pathname !== path) return sendPage(response, 410, renderPage(EndedPage()))
  const view = viewOf(interaction, url.searchParams.has('choose'))
  if (request.method === 'POST') return submit(provider, request, response, view)
  return sendPage(response, 200, renderPage(SignInPage(view)))
}

async function findInteraction(provider: Provider, request: IncomingMessage, response: ServerResponse) {
  try {
    return await provider.interactionDetails(request, response)
  } catch (error) {
    if (error instanceof Error && error.name === 'SessionNotFound') return undefined
    throw error
  }
}

/** RFC 6749 section 4.1.2.1: the client learns that the person said no, at its own redirect URI. */
async function goBack(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  await provider.interactionFinished(
    request,
    response,
    { error: 'access_denied', error_description: 'The person cancelled the sign-in' },
    { mergeWithLastSubmission: false },
  )
}

function viewOf({ uid, params, prompt, session }: Interaction, choose: boolean): SignInView {
  const { client_id: clientId, login_hint: loginHint } = params
  const known = knownAccount(session?.accountId, loginHint)
  return {
    path: `/sign-in/${uid}`,
    clientName: clientName(String(clientId)),
    known: choose ? undefined : known,
    accounts,
    // What is to be signed for is confirmed by signing in again, whatever the session.
    again: session?.accountId !== undefined && !choose && ['login', 'consent'].includes(prompt.name),
    action: actionOf(params),
    passkey: passkeyWish(params),
  }
}

function knownAccount(sessionAccountId: string | undefined, loginHint: unknown): Account | undefined {
  const hinted = typeof loginHint === 'string' ? findByLogin(loginHint) : undefined
  return hinted ?? (sessionAccountId === undefined ? undefined : findById(sessionAccountId))
}

async function submit(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
  view: SignInView,
): Promise<void> {
  const form = await readForm(request)
  const account = findByLogin(form.get('username') ?? '')
  if (account === undefined) {
    return sendPage(response, 422, renderPage(SignInPage({ ...view, known: undefined, problem: 'no account' })))
  }
  if (form.get('password') !== DEMO_PASSWORD) {
    return sendPage(response, 422, renderPage(SignInPage({ ...view, known: account, problem: 'wrong password' })))
  }
  const { acr, amr } = assurance(view.passkey !== 'not asked' && form.get('passkey') === 'yes')
  await provider.interactionFinished(request, response, {
    login: { accountId: account.id, acr, amr: [...amr] },
    // Whoever signs in on a page that shows an action has seen it.
    consent: {},
  })
}

const FORM_LIMIT_BYTES = 8 * 1024

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    // No encoding is set on the request, so every chunk is a Buffer.
    chunks.push(chunk as Buffer)
    size += chunks.at(-1)?.length ?? 0
    if (size > FORM_LIMIT_BYTES) throw new RangeError('The sign-in form is too large.')
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}

/** Writes a page that may not be stored, framed, or run scripts (the sign-in works without any). */
export function sendPage(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    // No form-action: browsers apply it to the redirects after the form as well, and these lead to the client.
    'content-security-policy':
      "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'",
  })
  response.end(html)
}
