import { rm } from 'node:fs/promises'
import type { Policy } from '@countersign/shared/policy'
import { type TrustAnchor, verifyPolicy } from '@countersign/shared/protocol'
import { digestsName, readDigests } from '../phone-app/digests.ts'
import { readDirectory, writeDirectory } from '../phone-app/directory.ts'
import { readEndpoints } from '../phone-app/endpoints.ts'
import { organisedFiles } from '../phone-app/organised.ts'
import { CommandError } from './command-error.ts'
import { readText } from './files.ts'
import { runFromSource, sourceDirectory } from './from-source.ts'
import { originGiven } from './origin.ts'
import { readPolicyKey } from './policy-key.ts'

export type BuildOptions = {
  readonly relay: string
  readonly origin: string
  readonly policy: string
  readonly policyKey: string
  readonly connect: readonly string[]
  readonly out: string
  readonly built?: string
}

export async function buildOrganisedApp(options: BuildOptions): Promise<void> {
  const relay = originGiven('--relay', options.relay)
  const origin = originGiven('--origin', options.origin)
  const endpoints = options.connect.map((url) => originGiven('--connect', url))
  const { publicJwk } = await readPolicyKey(options.policyKey)
  const jws = (await readText(options.policy)).trim()
  const verified = await verifyPolicy(jws, publicJwk, 0, Date.now()).catch((cause: Error) => {
    throw new CommandError(`${options.policy}: ${cause.message}`, 1, { cause })
  })
  const anchor: TrustAnchor = { relay, policyKey: publicJwk, minVersion: verified.policy.version }
  const built = await readDirectory(options.built ?? (await builtFromSource()))
  const files = await organisedFiles(built, { anchor, origin, verified, jws, endpoints })
  await rm(options.out, { recursive: true, force: true })
  await writeDirectory(options.out, files)
  const { digest, policy } = readDigests(digestsName, new TextDecoder().decode(files.get(digestsName)))
  console.log(`Written      ${options.out}  (${files.size} files, for ${origin})`)
  console.log(
    `Relay        ${relay}${relay === origin ? '  (serves the app too: it is trusted for what phones show)' : ''}`,
  )
  console.log(`Policy       ${policy.organisation}, version ${policy.version}, under the key ${policy.key}`)
  console.log(`Digest       ${digest}`)
  await adviseEndpoints(verified.policy, endpoints)
}

/** Advice alone: what is built depends on the options and on nothing that somebody answers. */
async function adviseEndpoints(policy: Policy, given: readonly string[]): Promise<void> {
  for (const found of await readEndpoints(policy)) {
    if (found.kind === 'unreachable') {
      console.log(`Not checked  ${found.issuer} could not be asked where its endpoints lie.`)
      continue
    }
    const missing = found.origins.filter((origin) => !given.includes(origin))
    if (missing.length === 0) continue
    console.log(`Missing      ${found.issuer} has endpoints elsewhere. Build again with --connect ${missing.join(' ')}`)
  }
}

/** Built anew from the source tree, by its own script. */
async function builtFromSource(): Promise<string> {
  console.log('Building     the phone app from its source')
  await runFromSource('pwa/build/main.ts', [])
  return sourceDirectory('pwa/dist')
}
