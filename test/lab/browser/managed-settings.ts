import { access, constants, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Where Debian's Chromium reads what the device's administrator has set. It looks again whenever a file changes. */
export const managedDirectory = '/etc/chromium/policies/managed'

/** The administrator's settings for one extension, in a file of this process alone. */
export type ManagedSettings = {
  /** Chromium takes them over some seconds later. */
  readonly set: (settings: unknown) => Promise<void>
  readonly remove: () => Promise<void>
}

export function manageExtension(id: string): ManagedSettings {
  const file = join(managedDirectory, `countersign-${process.pid}.json`)
  return {
    set: async (settings) => {
      await mkdir(managedDirectory, { recursive: true })
      await writeFile(file, JSON.stringify({ '3rdparty': { extensions: { [id]: settings } } }))
    },
    remove: () => rm(file, { force: true }),
  }
}

/** Whether whoever runs this may write there; on most machines that is root alone. */
export async function mayManage(): Promise<boolean> {
  return access('/etc/chromium', constants.W_OK).then(
    () => true,
    () => false,
  )
}
