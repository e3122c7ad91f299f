import { join } from 'node:path'
import type { JWK } from 'jose'
import { build } from 'vite'

const root = join(import.meta.dirname, '../../../pwa')

/** Where the built phone app lies. */
export const appDirectory = join(root, 'dist')

/** Builds the phone app with its trust anchor: the policy key that it believes, whatever the relay says. */
export async function buildApp(policyKey: JWK): Promise<void> {
  process.env['VITE_POLICY_KEY'] = JSON.stringify(policyKey)
  await build({ root, configFile: join(root, 'vite.config.ts'), logLevel: 'warn' })
}
