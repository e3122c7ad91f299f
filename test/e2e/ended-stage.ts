import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeClient, type RelayClient } from '@countersign/shared/api'
import { type TrustedPolicy, verifyPolicy } from '@countersign/shared/protocol'
import { readConfig } from '../../server/src/config.ts'
import { type RunningRelay, startRelay } from '../../server/src/main.ts'
import { type LoadIssuer, startLoadIssuer } from '../lab/idp/load-issuer.ts'
import { signDemoPolicy } from '../lab/policy/signed-policy.ts'
import type { ScriptedDevice } from '../lab/relay/device.ts'
import { openDevice } from '../lab/relay/load-device.ts'
import { freePort } from '../lab/stage/free-port.ts'
import { temporaryDirectory } from '../lab/stage/temporary-directory.ts'

/** Two relay nodes on one database, an issuer that signs whatever it is asked to, and a transmitter of its events. */
export type EndedStage = {
  readonly nodes: readonly [string, string]
  readonly databaseUrl: string
  readonly issuer: LoadIssuer
  readonly transmitter: LoadIssuer
  readonly trusted: TrustedPolicy
  /** Signs somebody in at the first node. */
  readonly signIn: (id: string, role?: 'extension' | 'app') => Promise<OnBoth>
  readonly close: () => Promise<void>
}

/** Somebody with a device, as each of the two nodes answers them. */
export type OnBoth = ScriptedDevice & { readonly id: string; readonly on: readonly [RelayClient, RelayClient] }

export const origin = 'http://127.0.0.1:1'
export const audience = 'https://relay.acme.example'
export const authorization = 'Bearer what the transmitter sends with every event'

export async function setEndedStage(): Promise<EndedStage> {
  const directory = await temporaryDirectory()
  const [issuer, transmitter] = [await startLoadIssuer(), await startLoadIssuer()]
  const policy = { issuer: issuer.issuer, console: origin, consoleApi: 'http://127.0.0.1:2', email: 'unique' } as const
  const signed = await signDemoPolicy(join(directory.path, 'policy'), policy)
  const transmitters = join(directory.path, 'transmitters.json')
  const known = { issuer: issuer.issuer, transmitter: transmitter.issuer, jwks_uri: `${transmitter.issuer}/jwks` }
  await writeFile(transmitters, JSON.stringify([{ ...known, audience, authorization_header: authorization }]))
  const start = async (name: string, databaseUrl?: string): Promise<RunningRelay> => {
    const port = await freePort()
    const settings = {
      COUNTERSIGN_PUBLIC_URL: `http://127.0.0.1:${port}`,
      COUNTERSIGN_PORT: String(port),
      COUNTERSIGN_POLICY: signed.policyFile,
      COUNTERSIGN_POLICY_KEY: signed.keyFile,
      COUNTERSIGN_DATA: join(directory.path, name),
      COUNTERSIGN_SECRET: 'the same on both of them, thirty-two characters',
      COUNTERSIGN_TRANSMITTERS: transmitters,
      COUNTERSIGN_LOG_LEVEL: 'warn',
      DATABASE_URL: databaseUrl,
    }
    return startRelay(readConfig(settings), () => {})
  }
  const one = await start('one')
  const two = await start('two', one.databaseUrl)
  const nodes = [one.url, two.url] as const
  return {
    nodes,
    databaseUrl: one.databaseUrl,
    issuer,
    transmitter,
    trusted: await verifyPolicy(signed.jws, signed.publicKey, 0, Date.now()),
    signIn: async (id, role = 'extension') => {
      const device = await openDevice(nodes[0], issuer, role, { id, groups: ['platform-leads'] })
      const on = (relay: string) =>
        makeClient({ relay, fetch, session: async () => device.token(), prove: device.prove })
      return { ...device, id, on: [on(nodes[0]), on(nodes[1])] }
    },
    close: async () => {
      await two.close()
      await one.close()
      issuer.close()
      transmitter.close()
      await directory.remove()
    },
  }
}
