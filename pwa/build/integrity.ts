import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Writes into a built index.html what its scripts and styles must be (Subresource Integrity): on every element that
 * loads one, and in an import map for what scripts import, at once or later.
 *
 * @throws {Error} where an element is left without, so that nothing is built with a gap
 */
export async function addIntegrity(directory: string): Promise<void> {
  const page = join(directory, 'index.html')
  const assets = (await readdir(join(directory, 'assets'))).sort()
  const integrity = new Map<string, string>()
  for (const name of assets) {
    const digest = createHash('sha256')
      .update(await readFile(join(directory, 'assets', name)))
      .digest('base64')
    integrity.set(`/assets/${name}`, `sha256-${digest}`)
  }
  await writeFile(page, withIntegrity(await readFile(page, 'utf8'), integrity))
}

/** @param integrity by path; scripts end with `.js` */
export function withIntegrity(html: string, integrity: ReadonlyMap<string, string>): string {
  const tagged = html.replaceAll(loading, (element: string, path: string) => {
    const value = integrity.get(path)
    if (value === undefined) throw new Error(`${element} loads what was not built.`)
    return element.replace(/\/?>$/, ` integrity="${value}">`)
  })
  const modules = Object.fromEntries([...integrity].filter(([path]) => path.endsWith('.js')))
  const map = `<script type="importmap">${JSON.stringify({ integrity: modules })}</script>`
  // Before the first element that loads a module: a map that comes later does not count for it.
  const [before, after] = split(tagged, /<(?:script|link)[^>]*\b(?:src|rel="modulepreload")/)
  const done = `${before}${map}\n    ${after}`
  const gap = [...done.matchAll(/<script[^>]*\bsrc=[^>]*>|<link[^>]*rel="(?:stylesheet|modulepreload)"[^>]*>/g)].find(
    ([element]) => !element.includes(' integrity="'),
  )
  if (gap !== undefined) throw new Error(`${gap[0]} has no integrity.`)
  return done
}

const loading = /<(?:script|link)[^>]*\b(?:src|href)="(\/assets\/[^"]+)"[^>]*>/g

function split(html: string, at: RegExp): [string, string] {
  const index = html.search(at)
  if (index < 0) throw new Error('The page loads no script.')
  return [html.slice(0, index), html.slice(index)]
}
