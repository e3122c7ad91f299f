import { createServer, request } from 'node:http'

export type PolicyFront = {
  /** From now on whoever asks for the policy is given this. */
  readonly offer: (jws: string) => void
  readonly close: () => Promise<void>
}

/** Stands before the relay and has policies of its own; everything else goes through. */
export async function startPolicyFront(port: number, relayPort: number): Promise<PolicyFront> {
  let offered: string | undefined
  const server = createServer((incoming, reply) => {
    const { method, url, headers } = incoming
    if (url === '/v1/policy' && offered !== undefined) {
      void withPolicy(offered).then((answer) => reply.setHeader('content-type', 'application/json').end(answer))
      return
    }
    const onward = request({ host: '127.0.0.1', port: relayPort, method, path: url, headers }, (answer) => {
      reply.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(reply)
    })
    onward.on('error', () => reply.destroy())
    incoming.pipe(onward)
  })
  async function withPolicy(jws: string): Promise<string> {
    const honest = await (await fetch(`http://127.0.0.1:${relayPort}/v1/policy`)).json()
    return JSON.stringify({ ...honest, jws, replacements: [] })
  }
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    offer: (jws) => {
      offered = jws
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
