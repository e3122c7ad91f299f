import { join } from 'node:path'
import { makeClient, type RelayClient, type RequestStatus } from '@countersign/shared/api'
import { type Deny, type Digest, type RequestId, signDeny, verifyPolicy } from '@countersign/shared/protocol'
import postgres from 'postgres'
import { readConfig } from '../../server/src/config.ts'
import { startRelay } from '../../server/src/main.ts'
import { startLoadIssuer } from '../lab/idp/load-issuer.ts'
import { signDemoPolicy } from '../lab/policy/signed-policy.ts'
import { startPushService } from '../lab/push-service/push-service.ts'
import type { VirtualDevice } from '../lab/push-service/virtual-device.ts'
import { openDevice } from '../lab/relay/load-device.ts'
import { signLoadEvidence } from '../lab/relay/load-evidence.ts'
import { makeScriptedRequest } from '../lab/relay/scripted-request.ts'
import { freePort } from '../lab/stage/free-port.ts'
import { temporaryDirectory } from '../lab/stage/temporary-directory.ts'

export type Node = 0 | 1

export type Asked = { readonly id: RequestId; readonly digest: Digest; readonly status: RequestStatus }

/** Somebody with a phone, as each of two nodes answers them. */
export type StagedPerson = {
  readonly id: string
  readonly on: readonly [RelayClient, RelayClient]
  readonly phone: VirtualDevice
  /** Approves by a sign-in that says these groups; those of the session unless said otherwise. */
  readonly approve: (asked: Asked, node?: Node, groups?: readonly string[]) => Promise<unknown>
  readonly deny: (asked: Asked) => Promise<unknown>
  /** What waits for them. */
  readonly pending: () => Promise<readonly string[]>
}

export type StagedNodes = {
  readonly signIn: (id: string, groups: readonly string[]) => Promise<StagedPerson>
  /** The requester asks, of the rule that protects this path. */
  readonly ask: (path: string) => Promise<Asked>
  readonly statusOf: (asked: Asked) => Promise<RequestStatus>
  readonly sql: ReturnType<typeof postgres>
  readonly close: () => Promise<void>
}

const origin = 'http://127.0.0.1:1'

/** Two relay nodes on one database with real push, and people of an issuer that signs whatever it is asked to. */
export async function setStagedNodes(rules: (console: string) => string): Promise<StagedNodes> {
  const directory = await temporaryDirectory()
  const issuer = await startLoadIssuer()
  const push = await startPushService({ dir: join(directory.path, 'push') })
  const signed = await signDemoPolicy(join(directory.path, 'policy'), {
    issuer: issuer.issuer,
    console: origin,
    consoleApi: 'http://127.0.0.1:2',
    firstRules: ({ console }) => rules(console),
  })
  const start = async (name: string, databaseUrl?: string) => {
    const port = await freePort()
    const settings = {
      COUNTERSIGN_PUBLIC_URL: `http://127.0.0.1:${port}`,
      COUNTERSIGN_PORT: String(port),
      COUNTERSIGN_POLICY: signed.policyFile,
      COUNTERSIGN_POLICY_KEY: signed.keyFile,
      COUNTERSIGN_DATA: join(directory.path, name),
      COUNTERSIGN_SECRET: 'the same on both of them, thirty-two characters',
      COUNTERSIGN_LOG_LEVEL: 'warn',
      COUNTERSIGN_EGRESS_PROXY: push.proxyUrl,
      COUNTERSIGN_EXTRA_CA: push.caFile,
      DATABASE_URL: databaseUrl,
    }
    return startRelay(readConfig(settings), () => {})
  }
  const one = await start('one')
  const two = await start('two', one.databaseUrl)
  const trusted = await verifyPolicy(signed.jws, signed.publicKey, 0, Date.now())
  const requester = await openDevice(one.url, issuer, 'extension', { id: 'requester', groups: [] })
  const { push_key } = await requester.client.call('policy', {})
  const sql = postgres(one.databaseUrl, { max: 1 })

  async function signIn(id: string, groups: readonly string[]): Promise<StagedPerson> {
    const device = await openDevice(one.url, issuer, 'app', { id, groups })
    const at = (relay: string) => makeClient({ relay, fetch, session: async () => device.token(), prove: device.prove })
    const on = [at(one.url), at(two.url)] as const
    const phone = push.virtualDevice(push_key)
    const { endpoint, keys } = phone.subscription
    await on[0].call('registerDevice', { body: { label: 'Phone', subscription: { endpoint, keys } } })
    return {
      id,
      on,
      phone,
      approve: async (asked, node = 0, said = groups) => {
        const body = await signLoadEvidence(issuer, id, asked.digest, said)
        return on[node].call('decide', { params: { id: asked.id }, body })
      },
      deny: async ({ id: request, digest }) => {
        const jws = await signDeny(device.key, digest, undefined)
        const body: Deny = { decision: 'deny', id_token: device.idToken, salt: device.salt, jws }
        return on[0].call('decide', { params: { id: request }, body })
      },
      pending: async () => {
        const { requests } = await on[0].call('listRequests', { query: { which: 'to-decide' } })
        return requests.map(({ request }) => request.id)
      },
    }
  }

  return {
    signIn,
    ask: async (path) => {
      const captured = { method: 'DELETE', url: origin + path, headers: [], body: { kind: 'none' } } as const
      const { request, proof, digest } = await makeScriptedRequest(requester, trusted, captured)
      const status = await requester.client.call('createRequest', { body: { request, proof } })
      return { id: request.id, digest, status }
    },
    statusOf: async ({ id }) => (await requester.client.call('readRequest', { params: { id } })).status,
    sql,
    close: async () => {
      await sql.end()
      await two.close()
      await one.close()
      issuer.close()
      await push.close()
      await directory.remove()
    },
  }
}
