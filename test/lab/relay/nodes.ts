import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeClient, type RelayClient } from '@countersign/shared/api'
import type { Policy } from '@countersign/shared/policy'
import { signPolicy, type VerifiedPolicy, verifyPolicy } from '@countersign/shared/protocol'
import { importJWK } from 'jose'
import { readConfig } from '../../../server/src/config.ts'
import { startEmbedded } from '../../../server/src/db/embedded.ts'
import { type RunningRelay, startRelay } from '../../../server/src/main.ts'
import { type LoadIssuer, startLoadIssuer, type Who } from '../idp/load-issuer.ts'
import { demoPolicyKey, signDemoPolicy } from '../policy/signed-policy.ts'
import { freePort } from '../stage/free-port.ts'
import type { ScriptedDevice } from './device.ts'
import { openDevice } from './load-device.ts'

/** A relay node with a policy file of its own. */
export type Node = {
  readonly url: string
  readonly policyFile: string
  readonly relay: RunningRelay
  /** Writes the file beside the present one and renames it over that. */
  readonly give: (text: string) => Promise<void>
  /** What it offers. */
  readonly offered: () => Promise<VerifiedPolicy>
  readonly health: () => Promise<unknown>
}

/** Somebody with a device, as each of the nodes answers them. */
export type Caller = { readonly device: ScriptedDevice; readonly at: readonly RelayClient[] }

/** Two nodes on one PostgreSQL, in this process. */
export type Nodes = {
  readonly issuer: LoadIssuer
  readonly databaseUrl: string
  readonly keyFile: string
  readonly secret: string
  readonly nodes: readonly [Node, Node]
  /** The demo's policy as another version, signed. */
  readonly sign: (version: number, change?: Partial<Policy>) => Promise<string>
  readonly policy: Policy
  readonly signIn: (role: 'extension' | 'app', who: Who) => Promise<Caller>
  readonly close: () => Promise<void>
}

export const consoleOrigin = 'http://127.0.0.1:1'

/** @param settings of both nodes, beside the usual */
export async function startNodes(directory: string, settings: NodeJS.ProcessEnv = {}): Promise<Nodes> {
  const database = await startEmbedded(join(directory, 'postgres'), () => {})
  const issuer = await startLoadIssuer()
  const origins = { issuer: issuer.issuer, console: consoleOrigin, consoleApi: 'http://127.0.0.1:2' }
  const signed = await signDemoPolicy(join(directory, 'policy'), origins)
  const secret = 'a secret of two nodes, thirty-two characters long'
  const { policy } = await verifyPolicy(signed.jws, signed.publicKey, 0, Date.now())
  const privateKey = await importJWK(await demoPolicyKey(join(directory, 'policy')), 'ES256')
  if (privateKey instanceof Uint8Array) throw new TypeError('An EC key is imported as a CryptoKey.')

  async function start(name: string): Promise<Node> {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const policyFile = join(directory, `${name}.jws`)
    await writeFile(policyFile, signed.jws)
    const relay = await startRelay(
      readConfig({
        COUNTERSIGN_PUBLIC_URL: url,
        COUNTERSIGN_PORT: String(port),
        COUNTERSIGN_POLICY: policyFile,
        COUNTERSIGN_POLICY_KEY: signed.keyFile,
        COUNTERSIGN_DATA: join(directory, name),
        COUNTERSIGN_SECRET: secret,
        COUNTERSIGN_ASK_LIMIT: '100000',
        COUNTERSIGN_LOG_LEVEL: 'silent',
        DATABASE_URL: database.url,
        ...settings,
      }),
      () => {},
    )
    return {
      url,
      policyFile,
      relay,
      give: async (text) => {
        await writeFile(`${policyFile}.next`, text)
        await rename(`${policyFile}.next`, policyFile)
      },
      offered: async () => {
        const { jws } = await (await fetch(`${url}/v1/policy`)).json()
        return verifyPolicy(jws, signed.publicKey, 0, Date.now())
      },
      health: async () => (await fetch(`${url}/healthz`)).json(),
    }
  }

  const nodes = [await start('one'), await start('two')] as const
  return {
    issuer,
    databaseUrl: database.url,
    keyFile: signed.keyFile,
    secret,
    nodes,
    policy,
    sign: (version, change = {}) => signPolicy({ ...policy, ...change, version }, privateKey, signed.publicKey),
    signIn: async (role, who) => {
      const device = await openDevice(nodes[0].url, issuer, role, who)
      const session = async () => device.token()
      const at = nodes.map(({ url: relay }) => makeClient({ relay, fetch, session, prove: device.prove }))
      return { device, at }
    },
    close: async () => {
      await Promise.all(nodes.map(({ relay }) => relay.close()))
      issuer.close()
      await database.stop()
    },
  }
}
