import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TrustAnchor, verifyPolicy } from '@countersign/shared/protocol'
import { blockRules } from '../src/background/policy/block-rules.ts'
import { matchersOf } from '../src/background/policy/matchers.ts'
import type { BrowserName } from '../src/browser-name.ts'
import { distDirectory } from './build.ts'
import { manifestOf, type OwnPackage } from './manifest.ts'

export type Managed = {
  readonly anchor: TrustAnchor
  /** The signed policy that the build starts with; newer ones come from the relay, under the same key. */
  readonly policy: string
  readonly browser: BrowserName
  /** Directory to write; what was there is replaced. */
  readonly out: string
  /** Whose scripts and pages: an organisation's unpacked package has them too. The files of the last build otherwise. */
  readonly built?: string
  readonly own?: OwnPackage
}

/**
 * Makes an organisation's build from the built files, without a bundler: manifest, static block rules, first matchers
 * and trust anchor.
 *
 * @throws {ProtocolError} when the policy is not signed with the anchor's key
 */
export async function makeManagedBuild(managed: Managed): Promise<void> {
  const { anchor, policy: jws, browser, out, built = distDirectory, own } = managed
  const { policy } = await verifyPolicy(jws, anchor.policyKey, 0, Date.now())
  await rm(out, { recursive: true, force: true })
  await mkdir(out, { recursive: true })
  await cp(built, out, { recursive: true })
  const manifest = JSON.parse(await readFile(join(built, 'manifest.json'), 'utf8'))
  await write(out, 'manifest.json', manifestOf(manifest, { policy, relay: anchor.relay, browser, ...(own && { own }) }))
  await write(out, 'block-rules.json', blockRules(policy, browser))
  await write(out, 'build.json', { anchor, policy: jws })
  const matchers = JSON.stringify(matchersOf(policy))
  await writeFile(join(out, 'rules.js'), `globalThis.__countersignMatchers=${matchers}\n`)
}

function write(directory: string, name: string, value: unknown): Promise<void> {
  return writeFile(join(directory, name), `${JSON.stringify(value, null, 2)}\n`)
}
