import { mkdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { managedDirectory } from './managed-settings.ts'

export type ForcedInstall = { readonly remove: () => Promise<void> }

/**
 * Has every Chromium of this machine that starts from now on install an extension, as a device's administrator does: by
 * an update server, which is on loopback here.
 */
export async function forceInstall(id: string, version: string, crx: Buffer): Promise<ForcedInstall> {
  const server = createServer((request, response) => {
    if (request.url === '/extension.crx') return response.setHeader('content-type', type).end(crx)
    return response.setHeader('content-type', 'text/xml').end(updates(id, version, `${origin}/extension.crx`))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A listening TCP server's address is never a string or null.
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const file = join(managedDirectory, `countersign-install-${process.pid}.json`)
  const forced = { installation_mode: 'force_installed', update_url: `${origin}/updates.xml` }
  await mkdir(managedDirectory, { recursive: true })
  // Without the second Chromium keeps what administrators installed from being driven.
  await writeFile(file, JSON.stringify({ ExtensionSettings: { [id]: forced }, DeveloperToolsAvailability: 1 }))
  return {
    remove: async () => {
      await rm(file, { force: true })
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const type = 'application/x-chrome-extension'

function updates(id: string, version: string, codebase: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<gupdate xmlns="http://www.google.com/update2/response" protocol="2.0">
  <app appid="${id}"><updatecheck codebase="${codebase}" version="${version}"/></app>
</gupdate>`
}
