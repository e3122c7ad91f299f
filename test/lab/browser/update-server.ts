import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type UpdateServer = {
  /** What an administrator has browsers install from, and builds name. */
  readonly updateUrl: string
  /** From now on this is the package there is. */
  readonly offer: (update: { readonly xml: string; readonly crx: Buffer }) => void
  readonly close: () => Promise<void>
}

/** Where an organisation serves its own package of the extension; on loopback here. */
export async function startUpdateServer(): Promise<UpdateServer> {
  let offered: Parameters<UpdateServer['offer']>[0] | undefined
  const server = createServer((request, response) => {
    if (offered === undefined) return response.writeHead(404).end()
    if (request.url?.endsWith('.crx')) return response.setHeader('content-type', crxType).end(offered.crx)
    return response.setHeader('content-type', 'text/xml').end(offered.xml)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A listening TCP server's address is never a string or null.
  const { port } = server.address() as AddressInfo
  return {
    updateUrl: `http://127.0.0.1:${port}/update.xml`,
    offer: (update) => {
      offered = update
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const crxType = 'application/x-chrome-extension'
