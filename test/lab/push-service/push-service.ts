import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer as createHttpsServer } from 'node:https'
import type { Server, Socket } from 'node:net'
import { join } from 'node:path'
import { Observed } from '../observed.ts'
import { makeCertificate } from './certificate.ts'
import { makeDeviceServer } from './device-server.ts'
import { makeEgressProxy } from './egress-proxy.ts'
import { type AcceptedMessage, answerPush, type RefusedMessage } from './endpoint.ts'
import { Faults } from './faults.ts'
import { Mailboxes } from './mailbox.ts'
import { type Delivery, makeMcsServer } from './mcs-server.ts'
import { Registrations } from './registration.ts'
import { makeVirtualDevice, type VirtualDevice } from './virtual-device.ts'

/** A push vendor's cloud on 127.0.0.1. Every time in its records is milliseconds since the epoch. */
export type PushService = {
  /** The HTTP CONNECT proxy by which a relay reaches the vendors' own host names, and nothing else. */
  readonly proxyUrl: string
  /** PEM file of the authority that the vendors' certificate stands under, for the relay's extra-CA setting. */
  readonly caFile: string
  /** The switches that make a Chromium use this cloud as its vendor's. */
  readonly chromiumArgs: readonly string[]
  /** The hosts that the proxy lets through, on port 443. */
  readonly endpointHosts: readonly string[]
  /** Messages answered with 201. */
  readonly messages: Observed<AcceptedMessage>
  /** Messages written to a connected browser. A 201 alone is not a delivery. */
  readonly deliveries: Observed<Delivery>
  readonly refusals: Observed<RefusedMessage>
  /** `host:port` of every connection that the proxy refused. */
  readonly refusedDestinations: Observed<string>
  readonly faults: Faults
  /** Puts every browser out of reach until the returned function is called. */
  readonly hold: () => () => void
  /** A subscription without a browser, its key that of the sender (base64url, 65 bytes). */
  readonly virtualDevice: (applicationServerKey: string) => VirtualDevice
  readonly close: () => Promise<void>
}

/**
 * Starts the cloud on ports that the system picks. `dir` (made if missing) gets the CA file and the key that seals the
 * tokens: with the same `dir`, subscriptions in a kept browser profile stay good across restarts.
 */
export async function startPushService(options: { readonly dir: string }): Promise<PushService> {
  await mkdir(options.dir, { recursive: true })
  const caFile = join(options.dir, 'push-service-ca.pem')
  const certificate = await makeCertificate(ENDPOINT_HOSTS)
  await writeFile(caFile, certificate.ca)
  const registrations = new Registrations(await tokenKey(options.dir))
  const mailboxes = new Mailboxes()
  const faults = new Faults()
  const messages = new Observed<AcceptedMessage>()
  const refusals = new Observed<RefusedMessage>()
  const deliveries = new Observed<Delivery>()
  const refusedDestinations = new Observed<string>()
  const parts = { faults, registrations, mailboxes, messages, refusals }

  const endpoint = await listen(
    createHttpsServer({ cert: certificate.cert, key: certificate.key }, (request, response) => {
      // Only a connection that broke in the middle of a body ends here: there is nobody left to answer.
      answerPush(parts, request, response).catch(() => response.destroy())
    }),
  )
  const device = await listen(makeDeviceServer(registrations))
  const mcs = await listen(makeMcsServer(certificate, { mailboxes, deliveries }))
  const proxy = await listen(makeEgressProxy(ENDPOINT_HOSTS, endpoint.port, refusedDestinations))

  return {
    proxyUrl: `http://127.0.0.1:${proxy.port}`,
    caFile,
    chromiumArgs: [
      `--gcm-checkin-url=http://127.0.0.1:${device.port}/checkin`,
      `--gcm-registration-url=http://127.0.0.1:${device.port}/register`,
      `--gcm-mcs-endpoint=https://127.0.0.1:${mcs.port}`,
      `--ignore-certificate-errors-spki-list=${certificate.spkiHash}`,
    ],
    endpointHosts: ENDPOINT_HOSTS,
    messages,
    deliveries,
    refusals,
    refusedDestinations,
    faults,
    hold: () => mailboxes.hold(),
    virtualDevice: (applicationServerKey) =>
      makeVirtualDevice({ registrations, mailboxes, endpointHost: ENDPOINT_HOSTS[0], applicationServerKey }),
    close: async () => {
      await Promise.all([proxy, mcs, device, endpoint].map((listening) => listening.close()))
    },
  }
}

/** Debian's Chromium and Chrome for Testing subscribe at jmt17, Chrome at fcm. */
const ENDPOINT_HOSTS = ['jmt17.google.com', 'fcm.googleapis.com', 'android.googleapis.com'] as const

async function tokenKey(dir: string): Promise<Uint8Array> {
  const file = join(dir, 'push-service-token.key')
  try {
    return await readFile(file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    const key = randomBytes(32)
    await writeFile(file, key, { mode: 0o600 })
    return key
  }
}

type Listening = { readonly port: number; readonly close: () => Promise<void> }

async function listen(server: Server): Promise<Listening> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        // Browsers keep their connection for as long as they live.
        for (const socket of sockets) socket.destroy()
      }),
  }
}
