import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A listener on this machine for one answer of the provider (RFC 8252 §7.3). */
export type CallbackListener = {
  readonly redirect: string
  /** The parameters of the answer with this state; undefined when nobody came back in time. */
  readonly answer: (state: string, patience: AbortSignal) => Promise<URLSearchParams | undefined>
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
    answer: (state, patience) => answerTo(server, state, patience),
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** Anybody on this machine can call the listener: only the state that was sent along is an answer. */
function answerTo(server: Server, state: string, patience: AbortSignal): Promise<URLSearchParams | undefined> {
  return new Promise((resolve) => {
    patience.addEventListener('abort', () => resolve(undefined))
    server.on('request', (request, response) => {
      const [path, query] = (request.url ?? '').split('?', 2)
      const parameters = new URLSearchParams(query)
      const isAnswer = path === '/callback' && parameters.get('state') === state
      response.writeHead(isAnswer ? 200 : 404, {
        'content-type': 'text/plain; charset=utf-8',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        connection: 'close',
      })
      response.end(isAnswer ? 'The doctor has what it needs. You can close this page.' : 'Nothing is here.')
      if (isAnswer) response.once('close', () => resolve(parameters))
    })
  })
}
