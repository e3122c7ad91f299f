import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { managedDirectory } from './managed-settings.ts'

export type ForcedInstall = { readonly remove: () => Promise<void> }

/**
 * Has every Chromium of this machine install an extension, as a device's administrator does: at its start, or some
 * seconds from now.
 */
export async function forceInstall(id: string, updateUrl: string): Promise<ForcedInstall> {
  const file = join(managedDirectory, `countersign-install-${process.pid}.json`)
  const forced = { installation_mode: 'force_installed', update_url: updateUrl }
  await mkdir(managedDirectory, { recursive: true })
  // Without the second Chromium keeps what administrators installed from being driven.
  await writeFile(file, JSON.stringify({ ExtensionSettings: { [id]: forced }, DeveloperToolsAvailability: 1 }))
  return { remove: () => rm(file, { force: true }) }
}
