import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ExtensionKey, packExtension } from '../browser/extension-key.ts'
import { forceInstall } from '../browser/forced-install.ts'
import { launchBrowser } from '../browser/launch.ts'
import { buildForWorld, firstWorker, type RequesterBrowser, type RequesterOptions } from './requester.ts'
import type { World } from './world.ts'

/**
 * The admin's browser in which the device's administrator has installed the extension. Its id is that of the key, so
 * the world must have been started with that key's redirect URI.
 */
export async function startInstalledRequester(
  world: World,
  key: ExtensionKey,
  { executablePath, directory, headless = true, built, args = [] }: RequesterOptions,
): Promise<RequesterBrowser> {
  const extension = join(directory, 'installed-extension')
  await buildForWorld(world, extension, built === undefined ? {} : { built })
  const { version } = JSON.parse(await readFile(join(extension, 'manifest.json'), 'utf8'))
  const install = await forceInstall(key.id, version, await packExtension(executablePath, extension, key))
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
    },
  }
}
