import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'vite'
import { addIntegrity } from './integrity.ts'

const root = join(import.meta.dirname, '..')

/** Where the built phone app lies that is the same for every organisation. */
export const builtDirectory = join(root, 'dist')

/**
 * Builds the phone app that is the same for everybody: whole but for one organisation's part (its trust anchor, and the content
 * security policy that follows from it), which `countersign app build` puts in without a bundler. The same source gives
 * the same bytes wherever and whenever it is built: nothing of the environment goes in.
 */
export async function buildPhoneApp(directory: string = builtDirectory): Promise<void> {
  await rm(directory, { recursive: true, force: true })
  // A test runner has said "test", which Vite would take for development.
  process.env['NODE_ENV'] = 'production'
  await build({
    root,
    mode: 'production',
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: directory, emptyOutDir: true },
  })
  await buildWorker(directory)
  await addIntegrity(directory)
}

/** The service worker: one classic script with a stable name, into which the organisation's build writes its files. */
async function buildWorker(directory: string): Promise<void> {
  await build({
    root,
    mode: 'production',
    configFile: false,
    envDir: false,
    publicDir: false,
    logLevel: 'warn',
    build: {
      outDir: directory,
      emptyOutDir: false,
      target: 'es2022',
      rolldownOptions: { input: join(root, 'src/sw.ts'), output: { format: 'iife', entryFileNames: 'sw.js' } },
    },
  })
}
