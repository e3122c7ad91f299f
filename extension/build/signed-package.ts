import { readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { digestOfBytes } from '@countersign/shared/app'
import { packCrx } from './crx.ts'
import type { SigningKey } from './signing-key.ts'
import { updateManifest } from './update-manifest.ts'

export type SignedPackage = { readonly version: string; readonly crxDigest: string }

/**
 * Signs a packed build, and writes beside it what browsers install and update from: `<directory>.crx`, and
 * `<directory>.update.xml` for the update URL.
 *
 * @param directory that was packed to `<directory>.zip`
 */
export async function signPackage(directory: string, key: SigningKey, updateUrl: string): Promise<SignedPackage> {
  const { version } = JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8'))
  const crx = packCrx(await readFile(`${directory}.zip`), key.privateKey)
  await writeFile(`${directory}.crx`, crx)
  const xml = updateManifest({ id: key.id, version, updateUrl, crx: `${basename(directory)}.crx` })
  await writeFile(`${directory}.update.xml`, xml)
  return { version, crxDigest: digestOfBytes(crx) }
}
