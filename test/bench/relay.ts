import { join } from 'node:path'
import { verifyPolicy } from '@countersign/shared/protocol'
import { startEmbedded } from '../../server/src/db/embedded.ts'
import { startChild } from '../lab/child.ts'
import { startLoadIssuer } from '../lab/idp/load-issuer.ts'
import { signDemoPolicy } from '../lab/policy/signed-policy.ts'
import type { ScriptedDevice } from '../lab/relay/device.ts'
import { openDevice } from '../lab/relay/load-device.ts'
import { signLoadEvidence } from '../lab/relay/load-evidence.ts'
import { startNode } from '../lab/relay/load-node.ts'
import { makeScriptedRequest, type ScriptedRequest } from '../lab/relay/scripted-request.ts'
import { freePort } from '../lab/stage/free-port.ts'
import { temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { line, milliseconds, percentile, perSecond } from './figures.ts'
import { type Call, type LoadResult, sendAll } from './load.ts'
import { openStreams } from './streams.ts'

const creations = 6_000
const decisions = 3_000
const connections = 32
const streamCount = 10_000
const requesters = 50

/** `pnpm bench relay`: what one node does, beside the floor of the same machine in the same run. */
export async function benchRelay(): Promise<void> {
  const directory = await temporaryDirectory()
  const database = await startEmbedded(join(directory.path, 'postgres'), () => {})
  const issuer = await startLoadIssuer()
  const signed = await signDemoPolicy(join(directory.path, 'policy'), {
    issuer: issuer.issuer,
    console: 'http://127.0.0.1:1',
    consoleApi: 'http://127.0.0.1:2',
  })
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const floor = await startChild(
    [join(import.meta.dirname, 'floor-server.ts')],
    { DATABASE_URL: database.url },
    'floor',
  )
  const relay = await startNode(url, database.url, signed)
  const [, floorUrl = '', floorStreams = ''] = floor.ready.split(' ')
  const trusted = await verifyPolicy(signed.jws, signed.publicKey, 0, Date.now())

  console.log(`Relay, one node, ${connections} connections, PostgreSQL with fsync, in one run`)
  const approver = await openDevice(url, issuer, 'app', { id: 'approver', groups: ['platform-leads'] })
  const askers = await Promise.all(
    Array.from({ length: requesters }, (_, index) =>
      openDevice(url, issuer, 'extension', { id: `r-${index}`, groups: [] }),
    ),
  )
  const made: (ScriptedRequest & { readonly asker: ScriptedDevice })[] = []
  for (let index = 0; index < creations; index += 1) {
    const asker = askers[index % requesters]
    if (asker !== undefined) made.push({ ...(await makeScriptedRequest(asker, trusted, captured(index))), asker })
  }

  const floorCalls = made.map(({ request, proof }) => plainCall('/floor', { request, proof }))
  const floorResult = await sendAll(floorUrl, floorCalls, connections)
  report('floor: one durable statement behind Fastify', floorResult)

  const creationCalls = await Promise.all(made.map((one) => provenCall(url, one.asker, '/v1/requests', bodyOf(one))))
  const creationResult = await sendAll(url, creationCalls, connections)
  report('creations', creationResult, floorResult)

  const decisionCalls = await Promise.all(
    made.slice(0, decisions).map(async ({ request, digest }) => {
      const body = await signLoadEvidence(issuer, 'approver', digest)
      return provenCall(url, approver, `/v1/requests/${request.id}/decisions`, body)
    }),
  )
  const decisionResult = await sendAll(url, decisionCalls, connections)
  report('decisions', decisionResult, floorResult)

  await benchStreams('floor: bare node:http', floor, `${floorStreams}/events`, {}, () => fetch(`${floorStreams}/tell`))
  const last = made.at(-1)
  if (last === undefined) return
  const streamHeaders = await provenHeaders(approver, 'GET', `${url}/v1/events`)
  await benchStreams('idle streams', relay, `${url}/v1/events`, streamHeaders, () =>
    last.asker.client.call('cancelRequest', { params: { id: last.request.id } }),
  )
  await Promise.all([relay.close(), floor.close()])
  issuer.close()
  await database.stop()
  await directory.remove()
}

function report(name: string, { perSecond: rate, latencies }: LoadResult, floor?: LoadResult): void {
  const share = floor === undefined ? '' : `${Math.round((rate / floor.perSecond) * 100)} % of floor`
  console.log(line(name, perSecond(rate), `p99 ${milliseconds(percentile(latencies, 0.99))}`, share))
}

async function benchStreams(
  name: string,
  server: { memory: () => Promise<number> },
  url: string,
  headers: Readonly<Record<string, string>>,
  tell: () => Promise<unknown>,
): Promise<void> {
  const before = await server.memory()
  const streams = await openStreams(url, headers, streamCount)
  const each = ((await server.memory()) - before) / streamCount / 1024
  const heard = streams.allHear('data:')
  await tell()
  const took = await heard
  streams.close()
  console.log(
    line(
      name,
      `${streamCount.toLocaleString('en')} open`,
      `${each.toFixed(1)} KB each`,
      `all told ${milliseconds(took)}`,
    ),
  )
}

function captured(index: number) {
  const bytes = new TextEncoder().encode('{"transfer_to":"archive"}')
  return {
    method: 'DELETE',
    url: `http://127.0.0.1:1/api/users/u-${index}`,
    headers: [['content-type', 'application/json']] as const,
    body: { kind: 'bytes', bytes, type: 'application/json' } as const,
  }
}

function bodyOf({ request, proof, body }: ScriptedRequest) {
  return { request, proof, ...(body === undefined ? {} : { body }) }
}

function plainCall(path: string, body: unknown): Call {
  return { path, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

async function provenCall(url: string, device: ScriptedDevice, path: string, body: unknown): Promise<Call> {
  const headers = await provenHeaders(device, 'POST', url + path)
  return { ...plainCall(path, body), headers: { ...headers, 'content-type': 'application/json' } }
}

async function provenHeaders(device: ScriptedDevice, method: string, url: string): Promise<Record<string, string>> {
  const nonce = await freshNonce(url)
  const token = device.token()
  return { authorization: `DPoP ${token}`, dpop: await device.prove({ method, url, nonce, token }) }
}

let nonce: { readonly value: Promise<string>; readonly at: number } | undefined

/** The relay's nonce of the minute, so that no call of the load is refused for want of it; asked for by one of them. */
function freshNonce(url: string): Promise<string> {
  if (nonce === undefined || Date.now() - nonce.at >= 20_000) nonce = { value: askNonce(url), at: Date.now() }
  return nonce.value
}

async function askNonce(url: string): Promise<string> {
  const answer = await fetch(`${new URL(url).origin}/v1/requests?which=mine`)
  return answer.headers.get('dpop-nonce') ?? ''
}
