import { join, relative } from 'node:path'
import type { JWK } from 'jose'
import { build } from 'vite'

const root = join(import.meta.dirname, '../../../pwa')

/**
 * Builds the phone app into a directory, with its trust anchor: the policy key that it believes, whatever the relay
 * says.
 */
export async function buildApp(policyKey: JWK, directory: string): Promise<void> {
  process.env['VITE_POLICY_KEY'] = JSON.stringify(policyKey)
  // A test runner has said "test", which Vite would take for development.
  process.env['NODE_ENV'] = 'production'
  await build({
    root,
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: relative(root, directory), emptyOutDir: true },
  })
}
