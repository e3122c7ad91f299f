import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { distDirectory } from '../../extension/build/build.ts'

/** What the content script of an altered build sends instead of what was approved. */
export const altered = '{"all":true}'

/**
 * The built extension with a content script that sends other content than what was approved: what a fault of ours, or
 * whoever got hold of the page's process, could do.
 */
export async function alteredBuild(directory: string): Promise<string> {
  const out = join(directory, 'altered')
  await cp(distDirectory, out, { recursive: true })
  const file = join(out, 'content.js')
  const source = await readFile(file, 'utf8')
  const meddler = `const native = fetch;globalThis.fetch = (url, init) => native(url, { ...init, body: '${altered}' });`
  await writeFile(file, `${meddler}\n${source}`)
  return out
}
