import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeClient, type RelayClient } from '@countersign/shared/api'
import { type TrustedPolicy, verifyPolicy } from '@countersign/shared/protocol'
import postgres from 'postgres'
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
  readonly signIn: (id: string, role?: 'extension' | 'app', own?: Parameters<typeof openDevice>[4]) => Promise<OnBoth>
  /** How many ends are kept. */
  readonly countEnds: () => Promise<number>
  readonly sql: ReturnType<typeof postgres>
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
  const sql = postgres(one.databaseUrl, { max: 1 })
  return {
    nodes,
    databaseUrl: one.databaseUrl,
    issuer,
    transmitter,
    trusted: await verifyPolicy(signed.jws, signed.publicKey, 0, Date.now()),
    signIn: async (id, role = 'extension', own = {}) => {
      const device = await openDevice(nodes[0], issuer, role, { id, groups: ['platform-leads'] }, own)
      const on = (relay: string) =>
        makeClient({ relay, fetch, session: async () => device.token(), prove: device.prove })
      return { ...device, id, on: [on(nodes[0]), on(nodes[1])] }
    },
    countEnds: async () => {
      const [row] = await sql<[{ count: number }]>`SELECT count(*)::int AS count FROM session_ends`
      return row.count
    },
    sql,
    close: async () => {
      await sql.end()
      await two.close()
      await one.close()
      issuer.close()
      transmitter.close()
      await directory.remove()
    },
  }
}

/** The `sub` of somebody's ID token for the extension. */
export function subjectOf({ id }: OnBoth): string {
  return `countersign-extension:${id}`
}

/** The time as tokens have it. */
export function seconds(): number {
  return Math.floor(Date.now() / 1_000)
}

/** A call that takes a session, at one of the nodes. */
export function list({ on }: OnBoth, node: 0 | 1) {
  return on[node].call('listRequests', { query: { which: 'mine' } })
}

/** Follows somebody's events on a node; once it is open, it gives what waits until the relay has closed it. */
export async function follow({ on }: OnBoth, node: 0 | 1): Promise<() => Promise<void>> {
  const events = on[node].events(undefined, new AbortController().signal)
  await events.next()
  return async () => {
    for await (const _ of events);
  }
}

/** A token with another signature. */
export function forged(token: string): string {
  return `${token.slice(0, -8)}AAAAAAAA`
}

/** A token that says that it is signed by nobody. */
export function unsigned(token: string): string {
  const [header = '', payload = ''] = token.split('.')
  const none = { ...JSON.parse(Buffer.from(header, 'base64url').toString()), alg: 'none' }
  return `${Buffer.from(JSON.stringify(none)).toString('base64url')}.${payload}.AAAA`
}
