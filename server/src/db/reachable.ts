import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

/**
 * Where the embedded PostgreSQL can keep its data. It does not run as root but as a user of its own, who cannot enter
 * a directory below one that is closed to others (a root's home, a fresh temporary directory): then the data lies in
 * /var/tmp, under a name that belongs to the directory asked for.
 */
export async function reachableDirectory(directory: string): Promise<string> {
  const wanted = resolve(directory)
  if (process.getuid?.() !== 0 || (await isOpenToOthers(dirname(wanted)))) return wanted
  const name = createHash('sha256').update(wanted).digest('hex').slice(0, 16)
  return join('/var/tmp', `countersign-${name}`)
}

/**
 * That PostgreSQL's user can run the programs that were installed with this package.
 *
 * @throws {Error} saying where to go instead
 */
export async function demandReachablePrograms(): Promise<void> {
  if (process.getuid?.() !== 0 || (await isOpenToOthers(import.meta.dirname))) return
  throw new Error(
    `PostgreSQL does not run as root, and the user it runs as cannot enter ${import.meta.dirname}. Move this checkout below a directory that is open to others, such as /srv or /tmp, or set DATABASE_URL.`,
  )
}

async function isOpenToOthers(directory: string): Promise<boolean> {
  const { mode } = await stat(directory).catch(() => ({ mode: 0o001 }))
  if ((mode & 0o001) === 0) return false
  const above = dirname(directory)
  return above === directory || isOpenToOthers(above)
}
