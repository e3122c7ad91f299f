import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

// Data goes one way between folders, too: none imports another that imports it, by however many in between. Biome says
// the same of files. What lies beside the folders composes them, and what nobody imports begins things: neither counts.

const root = join(import.meta.dirname, '..')

/** What is one with the folder that it lies in: what rules say is matched there, and checked by the same code. */
const within: Readonly<Record<string, string>> = { 'shared/src/policy/match': 'shared/src/policy' }

type Import = { readonly from: string; readonly to: string }
type Graph = ReadonlyMap<string, ReadonlySet<string>>

const circular = ['shared', 'server', 'extension', 'pwa'].flatMap((name) => circularIn(join(root, name, 'src')))
if (circular.length > 0) {
  console.error('Folders import one another in a circle. What goes against the stream is most likely among these:')
  for (const { from, to } of rarestFirst(circular).slice(0, 10))
    console.error(`  ${relative(root, from)} imports ${relative(root, to)}`)
  process.exitCode = 1
}

/** Imports from one folder below this one to another, from which one comes back to it. */
function circularIn(top: string): readonly Import[] {
  const imports = filesIn(top).flatMap(importsOf)
  const imported = new Set(imports.map(({ to }) => to))
  const counts = (file: string) => dirname(file) !== top && imported.has(file)
  const between = imports.filter(({ from, to }) => counts(from) && counts(to) && placeOf(from) !== placeOf(to))
  const next = new Map<string, Set<string>>()
  for (const { from, to } of between) {
    next.set(placeOf(from), (next.get(placeOf(from)) ?? new Set()).add(placeOf(to)))
  }
  return between.filter(({ from, to }) => reachedFrom(placeOf(to), next).has(placeOf(from)))
}

/** By how many there are from the one folder to the other. */
function rarestFirst(imports: readonly Import[]): readonly Import[] {
  const wayOf = ({ from, to }: Import) => `${placeOf(from)} ${placeOf(to)}`
  const counts = new Map<string, number>()
  for (const one of imports) counts.set(wayOf(one), (counts.get(wayOf(one)) ?? 0) + 1)
  const countOf = (one: Import) => counts.get(wayOf(one)) ?? 0
  return imports.toSorted((one, other) => countOf(one) - countOf(other))
}

function filesIn(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => /(?<!\.test)\.tsx?$/.test(name)).map((name) => join(folder, name))
}

function importsOf(from: string): readonly Import[] {
  const found = readFileSync(from, 'utf8').matchAll(/(?:from |^import |import\()'(\.[^']+)'/gm)
  return [...found].map(([, path = '']) => ({ from, to: join(dirname(from), path) }))
}

function placeOf(file: string): string {
  const folder = relative(root, dirname(file))
  return within[folder] ?? folder
}

function reachedFrom(place: string, next: Graph): ReadonlySet<string> {
  const found = new Set<string>()
  const open = [place]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const one of next.get(at) ?? []) {
      if (found.has(one)) continue
      found.add(one)
      open.push(one)
    }
  }
  return found
}
