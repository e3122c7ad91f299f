import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Plugin } from 'vite'

/**
 * Builds src/sw.ts into /sw.js: one classic script with a stable name, told which files the app consists of. Their
 * digest is part of it, so that a new build is a new worker.
 */
export function serviceWorker(): Plugin {
  let root = ''
  let outDir = ''
  return {
    name: 'countersign-service-worker',
    apply: 'build',
    configResolved: (config) => {
      root = config.root
      outDir = join(config.root, config.build.outDir)
    },
    closeBundle: async () => {
      const files = filesIn(outDir)
      const digest = createHash('sha256')
      for (const file of files) digest.update(`${file}\n`).update(readFileSync(join(outDir, file)))
      const paths = files.map((file) => (file === 'index.html' ? '/' : `/${file}`))
      await build({
        root,
        configFile: false,
        publicDir: false,
        logLevel: 'warn',
        define: { __FILES__: JSON.stringify(paths), __BUILD__: JSON.stringify(digest.digest('hex').slice(0, 12)) },
        build: {
          outDir,
          emptyOutDir: false,
          target: 'es2022',
          rollupOptions: {
            input: join(root, 'src/sw.ts'),
            output: { format: 'iife', entryFileNames: 'sw.js' },
          },
        },
      })
    },
  }
}

function filesIn(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'sw.js')
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(directory.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort()
}
