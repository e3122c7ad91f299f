import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runVisibly } from '../lab/browser/run.ts'
import { realConsoles } from './real-console.ts'

export type InstalledConsoles =
  | { readonly kind: 'found'; readonly packages: string }
  /** Where CI is set, to be without them is a fault; elsewhere what needs them is left out. */
  | { readonly kind: 'missing'; readonly sentence: string; readonly isFault: boolean }

/** No version that is younger is taken for what the consoles depend on, so that all get the same. */
const before = '2026-11-01'

const directory = join(import.meta.dirname, '../../.countersign/consoles')
const wanted = realConsoles.map((console) => `${console.package.name}@${console.package.version}`)

/**
 * The real consoles, installed once into `.countersign/consoles` (360 MB, beside the developers' own dependencies,
 * which stay small), with progress told through `say`. None of their install scripts runs.
 */
export async function installConsoles(say: (line: string) => void): Promise<InstalledConsoles> {
  const packages = join(directory, 'node_modules')
  if (await isInstalled()) return { kind: 'found', packages }
  say(`Installing real consoles to test with, once: ${wanted.join(', ')}. This takes about a minute.`)
  const making = `${directory}.${process.pid}`
  await mkdir(making, { recursive: true })
  await writeFile(join(making, 'package.json'), '{ "private": true }\n')
  const args = [
    '--prefix',
    making,
    '--ignore-scripts',
    '--omit=optional',
    '--no-audit',
    '--no-fund',
    '--no-package-lock',
  ]
  const succeeded = await runVisibly(
    'npm',
    ['install', ...args, `--before=${before}`, '--loglevel=error', ...wanted],
    say,
  )
  if (succeeded) {
    await rm(directory, { recursive: true, force: true })
    await rename(making, directory)
    await writeFile(stamp, wanted.join('\n'))
  } else await rm(making, { recursive: true, force: true })
  if (await isInstalled()) return { kind: 'found', packages }
  return { kind: 'missing', sentence, isFault: (process.env['CI'] ?? '') !== '' }
}

const stamp = join(directory, 'installed.txt')
const sentence =
  'The real consoles could not be installed from the npm registry, so their tests are left out: try again with a network.'

async function isInstalled(): Promise<boolean> {
  try {
    return (await readFile(stamp, 'utf8')) === wanted.join('\n')
  } catch {
    return false // never installed
  }
}
