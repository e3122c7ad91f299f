import { join } from 'node:path'
import { makeClient, type RelayClient } from '@countersign/shared/api'
import { type VerifiedPolicy, verifyPolicy } from '@countersign/shared/protocol'
import postgres from 'postgres'
import { startEmbedded } from '../../../server/src/db/embedded.ts'
import type { Child } from '../../lab/child.ts'
import { type LoadIssuer, startLoadIssuer } from '../../lab/idp/load-issuer.ts'
import { signDemoPolicy } from '../../lab/policy/signed-policy.ts'
import type { ScriptedDevice } from '../../lab/relay/device.ts'
import { openDevice } from '../../lab/relay/load-device.ts'
import { startNode } from '../../lab/relay/load-node.ts'
import { freePort } from '../../lab/stage/free-port.ts'
import { temporaryDirectory } from '../../lab/stage/temporary-directory.ts'

/** Somebody with a device, as each of the nodes answers them. */
export type Caller = { readonly id: string; readonly device: ScriptedDevice; readonly nodes: readonly RelayClient[] }

export type Stage = {
  readonly issuer: LoadIssuer
  readonly trusted: VerifiedPolicy
  readonly requester: Caller
  readonly approvers: readonly Caller[]
  /** The log's entries of a request, in their order. */
  readonly entriesOf: (request: string) => Promise<readonly Entry[]>
  readonly close: () => Promise<void>
}

export type Entry = { readonly kind: string }

export const origin = 'http://127.0.0.1:1'
const approverCount = 8

/** Two relay nodes, each a process of its own, on one PostgreSQL. */
export async function setStage(): Promise<Stage> {
  const directory = await temporaryDirectory()
  const database = await startEmbedded(join(directory.path, 'postgres'), () => {})
  const issuer = await startLoadIssuer()
  const signed = await signDemoPolicy(join(directory.path, 'policy'), {
    issuer: issuer.issuer,
    console: origin,
    consoleApi: 'http://127.0.0.1:2',
    firstRules,
  })
  const urls = [`http://127.0.0.1:${await freePort()}`, `http://127.0.0.1:${await freePort()}`]
  const nodes: Child[] = []
  for (const url of urls) nodes.push(await startNode(url, database.url, signed))
  const caller = async (role: 'extension' | 'app', id: string, groups: readonly string[]): Promise<Caller> => {
    const device = await openDevice(urls[0] ?? '', issuer, role, { id, groups })
    const session = async () => device.token()
    const clients = urls.map((relay) => makeClient({ relay, fetch, session, prove: device.prove }))
    return { id, device, nodes: clients }
  }
  const approvers: Caller[] = []
  for (let index = 0; index < approverCount; index += 1)
    approvers.push(await caller('app', `approver-${index}`, ['platform-leads']))
  const sql = postgres(database.url)
  return {
    issuer,
    trusted: await verifyPolicy(signed.jws, signed.publicKey, 0, Date.now()),
    requester: await caller('extension', 'requester', []),
    approvers,
    entriesOf: async (request) => {
      const rows = await sql<{ leaf: string }[]>`SELECT leaf FROM entries WHERE request = ${request} ORDER BY seq`
      // As the relay wrote it.
      return rows.map(({ leaf }) => JSON.parse(leaf) as Entry)
    },
    close: async () => {
      await sql.end()
      await Promise.all(nodes.map((node) => node.close()))
      issuer.close()
      await database.stop()
      await directory.remove()
    },
  }
}

/** Quorums of one, two and three, by the path. */
function firstRules({ console }: { readonly console: string }): string {
  return [1, 2, 3]
    .map(
      (quorum) => `  - id: quorum-${quorum}
    console: Acme Admin
    match: { method: DELETE, url: "${console}/of-${quorum}/:thing" }
    summary: "Delete {thing}"
    approvers: { when: "'platform-leads' in approver.groups", quorum: ${quorum} }
`,
    )
    .join('')
}
