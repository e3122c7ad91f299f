import { rm } from 'node:fs/promises'
import type { Files } from '@countersign/shared/app'
import type { Relay } from '../relay.ts'
import { digestsName, readDigests } from './digests.ts'
import { exchangeFiles, readDirectory, writeDirectory } from './directory.ts'
import { organisedFiles } from './organised.ts'

/** The phone app as this relay serves it: with its anchor, the signed policy, and that policy's providers in reach. */
export type OwnApp = {
  /** Those that its answers carry. */
  readonly headers: () => Readonly<Record<string, string>>
  /** Makes it anew where another signed policy is in force than the one that it was made with. */
  readonly renew: () => Promise<void>
}

type Made = { readonly jws: string; readonly files: Files; readonly headers: ReturnType<OwnApp['headers']> }

/** @param directory what is in it is replaced */
export async function makeOwnApp(relay: Relay, built: string, directory: string): Promise<OwnApp> {
  const { policies, log } = relay
  let made = await make(relay, built)
  let renewing: Promise<void> | undefined
  await rm(directory, { recursive: true, force: true })
  await writeDirectory(directory, made.files)

  async function renew(): Promise<void> {
    const next = await make(relay, built)
    await exchangeFiles(directory, made.files, next.files)
    made = next
  }

  return {
    headers: () => made.headers,
    renew: async () => {
      if (policies.current().jws === made.jws) return
      // The one of before goes on working: a phone asks for the policy in force by itself.
      renewing ??= renew()
        .catch((error: unknown) => log.error({ err: error }, 'making the phone app with the new policy failed'))
        .finally(() => {
          renewing = undefined
        })
      await renewing
    },
  }
}

async function make({ config, policies }: Relay, built: string): Promise<Made> {
  const { publicUrl: origin, appConnect: endpoints } = config
  const verified = await policies.signed()
  const { policy, jws, key } = verified
  const anchor = { relay: origin, policyKey: key, minVersion: policy.version }
  const files = await organisedFiles(await readDirectory(built), { anchor, origin, verified, jws, endpoints })
  const { headers } = readDigests(digestsName, new TextDecoder().decode(files.get(digestsName)))
  return { jws, files, headers }
}
