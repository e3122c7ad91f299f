import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build, type InlineConfig } from 'vite'
import { assertClassic } from './assert-classic.ts'

const root = join(import.meta.dirname, '..')

/** Where the built files lie that are the same for every organisation. */
export const distDirectory = join(root, 'dist')

/**
 * Builds what does not depend on a policy. Page hook and content script must run before any script of the page: each
 * becomes one classic file, without a loader and without anything that a page could see.
 */
export async function buildExtension(): Promise<void> {
  await rm(distDirectory, { recursive: true, force: true })
  // A test runner has said "test", which Vite would take for development.
  process.env['NODE_ENV'] = 'production'
  await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' })
  for (const name of ['page', 'content']) {
    await build(classicFile(name))
    await assertClassic(join(distDirectory, `${name}.js`))
  }
}

function classicFile(name: string): InlineConfig {
  return {
    root,
    configFile: false,
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    resolve: { dedupe: ['preact'] },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      target: ['chrome130', 'firefox153'],
      emptyOutDir: false,
      copyPublicDir: false,
      lib: {
        entry: join(root, `src/${name}/index.ts`),
        formats: ['iife'],
        name: 'countersign',
        fileName: () => `${name}.js`,
      },
    },
  }
}
