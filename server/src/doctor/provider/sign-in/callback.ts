import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fragmentPage, fragmentPolicy } from './fragment-page.ts'

/** A listener on this machine for one answer of the provider (RFC 8252 §7.3). */
export type CallbackListener = {
  readonly redirect: string
  /** The parameters of the answer with this state; undefined when nobody came back in time. */
  readonly answer: (state: string, patience: AbortSignal) => Promise<URLSearchParams | undefined>
  /** The same where they stand behind the `#`: a page reads them there and sends them on. */
  readonly fragmentAnswer: (state: string, patience: AbortSignal) => Promise<URLSearchParams | undefined>
  readonly close: () => void
}

/** @param port 0 lets the system pick, for a provider that leaves the port open as RFC 8252 asks */
export async function listenForCallback(port: number): Promise<CallbackListener> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  // A listening TCP server's address is never a string or null.
  const redirect = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`
  return {
    redirect,
    answer: (state, patience) => answerTo(server, patience, inAddress(state)),
    fragmentAnswer: (state, patience) => answerTo(server, patience, behindFragment(state)),
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** What is said to a call, and whether it was the answer. */
type Said =
  | { readonly kind: 'answer'; readonly parameters: URLSearchParams }
  | { readonly kind: 'page' }
  | { readonly kind: 'nothing' }

type Hear = (call: IncomingMessage) => Promise<Said>

const headers = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', connection: 'close' }
const plain = { ...headers, 'content-type': 'text/plain; charset=utf-8' }
const html = {
  ...headers,
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': fragmentPolicy,
  'x-content-type-options': 'nosniff',
}

function answerTo(server: Server, patience: AbortSignal, hear: Hear): Promise<URLSearchParams | undefined> {
  return new Promise((resolve) => {
    patience.addEventListener('abort', () => resolve(undefined))
    server.on('request', async (call, response) => {
      const said = await hear(call).catch((): Said => ({ kind: 'nothing' }))
      if (said.kind === 'page') return response.writeHead(200, html).end(fragmentPage)
      if (said.kind === 'nothing') return response.writeHead(404, plain).end('Nothing is here.')
      response.once('close', () => resolve(said.parameters))
      return response.writeHead(200, plain).end('The doctor has what it needs. You can close this page.')
    })
  })
}

/** Anybody on this machine can call the listener: only the state that was sent along is an answer. */
function inAddress(state: string): Hear {
  return async (call) => asAnswer(state, addressed(call))
}

/** A provider may still say an error in the address. */
function behindFragment(state: string): Hear {
  return async (call) => {
    if (call.method === 'POST' && call.url === '/callback') return asAnswer(state, await sentOn(call))
    const parameters = addressed(call)
    return parameters?.size === 0 ? { kind: 'page' } : asAnswer(state, parameters)
  }
}

function asAnswer(state: string, parameters: URLSearchParams | undefined): Said {
  return parameters?.get('state') === state ? { kind: 'answer', parameters } : { kind: 'nothing' }
}

function addressed({ method, url = '' }: IncomingMessage): URLSearchParams | undefined {
  const [path, query] = url.split('?', 2)
  return method === 'GET' && path === '/callback' ? new URLSearchParams(query) : undefined
}

/** Characters; an answer is an ID token and little else. */
const longest = 65_536

async function sentOn(call: IncomingMessage): Promise<URLSearchParams> {
  let text = ''
  for await (const chunk of call.setEncoding('utf8')) {
    text += chunk
    if (text.length > longest) throw new Error('It is longer than any answer.')
  }
  return new URLSearchParams(text)
}
