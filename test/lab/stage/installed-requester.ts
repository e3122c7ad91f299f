import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packBuild } from '../../../extension/build/package.ts'
import { signPackage } from '../../../extension/build/signed-package.ts'
import type { SigningKey } from '../../../extension/build/signing-key.ts'
import { forceInstall } from '../browser/forced-install.ts'
import { launchBrowser } from '../browser/launch.ts'
import { startUpdateServer, type UpdateServer } from '../browser/update-server.ts'
import { buildForWorld, firstWorker, type RequesterBrowser, type RequesterOptions } from './requester.ts'
import type { World } from './world.ts'

/**
 * The admin's browser in which the device's administrator has installed the extension. Its id is that of the key, so
 * the world must have been started with that key's redirect URI.
 */
export async function startInstalledRequester(
  world: World,
  key: SigningKey,
  { executablePath, directory, headless = true, built, args = [] }: RequesterOptions,
): Promise<RequesterBrowser> {
  const server = await startUpdateServer()
  await offerBuild(server, world, key, { directory, ...(built === undefined ? {} : { built }) })
  const install = await forceInstall(key.id, server.updateUrl)
  const context = await launchBrowser({
    executablePath,
    profileDir: join(directory, 'installed-profile'),
    headless,
    installs: true,
    args,
    emulate: { viewport: { width: 1280, height: 800 } },
  })
  const worker = () => firstWorker(context)
  await worker()
  return {
    context,
    worker,
    close: async () => {
      await context.close()
      await install.remove()
      await server.close()
    },
  }
}

type BuildOptions = { readonly directory: string; readonly built?: string; readonly policy?: string }

/** Offers the organisation's own package, as `countersign extension build` with a signing key writes it. */
export async function offerBuild(
  server: UpdateServer,
  world: World,
  key: SigningKey,
  { directory, ...options }: BuildOptions,
): Promise<void> {
  const out = join(directory, 'installed-extension')
  const { updateUrl } = server
  await buildForWorld(world, out, { ...options, own: { publicKey: key.publicKey, updateUrl } })
  await packBuild(out, `${out}.zip`)
  await signPackage(out, key, updateUrl)
  server.offer({ xml: await readFile(`${out}.update.xml`, 'utf8'), crx: await readFile(`${out}.crx`) })
}
