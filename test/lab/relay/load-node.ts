import { join } from 'node:path'
import { type Child, startChild } from '../child.ts'
import type { SignedPolicy } from '../policy/signed-policy.ts'

const program = join(import.meta.dirname, '../../../server/src/cli/main.ts')

/** A relay node in a process of its own, on a database that it may share; it takes as many requests as one likes. */
export function startNode(
  url: string,
  databaseUrl: string,
  { policyFile, keyFile }: Pick<SignedPolicy, 'policyFile' | 'keyFile'>,
): Promise<Child> {
  const settings = {
    DATABASE_URL: databaseUrl,
    COUNTERSIGN_SECRET: 'a secret under load, thirty-two characters long',
    COUNTERSIGN_PUBLIC_URL: url,
    COUNTERSIGN_PORT: new URL(url).port,
    COUNTERSIGN_POLICY: policyFile,
    COUNTERSIGN_POLICY_KEY: keyFile,
    COUNTERSIGN_ASK_LIMIT: '1000000',
    COUNTERSIGN_LOG_LEVEL: 'warn',
  }
  return startChild([program, 'serve'], settings, url)
}
