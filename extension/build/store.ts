import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { distDirectory } from './build.ts'
import { storeManifestOf } from './manifest.ts'

/**
 * Makes the build for everybody: it trusts nobody, protects nothing and sees no page until a person has chosen an
 * organisation and given access to what its policy protects.
 *
 * @param out directory to write; what was there is replaced
 */
export async function makeStoreBuild(out: string): Promise<void> {
  await rm(out, { recursive: true, force: true })
  await mkdir(out, { recursive: true })
  await cp(distDirectory, out, { recursive: true })
  const manifest = JSON.parse(await readFile(join(distDirectory, 'manifest.json'), 'utf8'))
  await writeFile(join(out, 'manifest.json'), `${JSON.stringify(storeManifestOf(manifest), null, 2)}\n`)
  await writeFile(join(out, 'build.json'), '{}\n')
  // The content script brings those of the policy in force.
  await writeFile(join(out, 'rules.js'), 'globalThis.__countersignMatchers=[]\n')
}
