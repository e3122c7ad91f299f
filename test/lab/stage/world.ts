import { join } from 'node:path'
import { type TrustedPolicy, type VerifiedPolicy, verifyPolicy } from '@countersign/shared/protocol'
import type { FastifyInstance } from 'fastify'
import { extensionRedirect, firefoxRedirect } from '../../../extension/build/extension-id.ts'
import { readConfig } from '../../../server/src/config.ts'
import { type RunningRelay, startRelay } from '../../../server/src/main.ts'
import { readDirectory, writeDirectory } from '../../../server/src/phone-app/directory.ts'
import { organisedFiles } from '../../../server/src/phone-app/organised.ts'
import { type RunningConsole, startConsole } from '../console/server.ts'
import { APP_CLIENT, APPROVER_CLIENT, EXTENSION_CLIENT } from '../idp/clients.ts'
import { startIdentityProvider } from '../idp/server.ts'
import type { DemoOrigins, DemoPolicyOptions } from '../policy/demo-policy.ts'
import { type SignedPolicy, signDemoPolicy, signPolicyText } from '../policy/signed-policy.ts'
import type { PushService } from '../push-service/push-service.ts'
import { type StaticHost, startStaticHost } from '../static-host/static-host.ts'
import { freePort } from './free-port.ts'

/** Everything that the product talks to, and the relay itself, on loopback. */
export type World = {
  readonly relayUrl: string
  /** Where the phone app is opened. */
  readonly appUrl: string
  readonly relay: () => RunningRelay
  readonly restartRelay: (away?: () => Promise<void>) => Promise<void>
  readonly issuer: string
  /** Stops the identity provider and starts the same one again. */
  readonly restartIdp: (away: () => Promise<void>) => Promise<void>
  readonly console: RunningConsole
  readonly signed: SignedPolicy
  readonly trusted: TrustedPolicy
  readonly appRedirect: string
  readonly close: () => Promise<void>
}

export type WorldOptions = {
  readonly directory: string
  /** Where everybody reaches the relay, if something stands in front of it; without it, where it listens. */
  readonly publicUrl?: string
  /** Further settings of the relay, by their names. */
  readonly settings?: Readonly<Record<string, string>>
  /** What the identity provider may answer with. */
  readonly responseTypes?: readonly ('code' | 'id_token')[]
  /** A policy.yaml in the place of the demo's. */
  readonly policy?: (origins: DemoOrigins) => string
  /** Of the demo's policy; see there. */
  readonly version?: number
  readonly firstRules?: (origins: DemoOrigins) => string
  readonly groups?: (origins: DemoOrigins) => string
  readonly expires?: string
  readonly executeWithin?: string
  readonly askMaxAge?: string
  readonly ports?: { readonly relay: number; readonly idp: number; readonly console: number; readonly api: number }
  /** The built phone app, for the relay to serve. */
  readonly appDirectory?: string
  /** The same, to be made this organisation's and served by a static host on an origin of its own. */
  readonly hostedAppDirectory?: string
  /** Redirect URIs of extensions with ids of their own. */
  readonly extensionRedirects?: readonly string[]
  /** More for the console to answer, and the rules that protect it. */
  readonly more?: {
    readonly routes: (app: FastifyInstance) => void
    /** The same on the origin of the project API. */
    readonly apiRoutes?: (app: FastifyInstance) => void
    readonly rules: (console: string) => string
  }
  /** The provider tells the relay when somebody signs out there. */
  readonly backChannelLogout?: true
  readonly pushService?: Pick<PushService, 'proxyUrl' | 'caFile'>
  readonly say?: (line: string) => void
}

export async function startWorld(options: WorldOptions): Promise<World> {
  const { directory, say = () => {} } = options
  const ports = options.ports ?? { relay: 0, idp: 0, console: 0, api: 0 }
  const relayPort = await freePort(ports.relay)
  const relayUrl = options.publicUrl ?? `http://127.0.0.1:${relayPort}`
  const appUrl = options.hostedAppDirectory === undefined ? relayUrl : `http://127.0.0.1:${await freePort()}`
  const appRedirect = `${appUrl}/callback`
  const console = await startConsole({
    port: await freePort(ports.console),
    apiPort: await freePort(ports.api),
    ...(options.more === undefined ? {} : options.more),
  })
  const idpPort = await freePort(ports.idp)
  const startIdp = () =>
    startIdentityProvider({
      port: idpPort,
      dir: join(directory, 'idp'),
      relayUrl,
      clients: {
        [EXTENSION_CLIENT]: [extensionRedirect, firefoxRedirect, ...(options.extensionRedirects ?? [])],
        [APP_CLIENT]: [appRedirect],
        [APPROVER_CLIENT]: [appRedirect],
      },
      origins: [appUrl],
      ...(options.backChannelLogout ? { logoutUri: `${relayUrl}/v1/back-channel-logout` } : {}),
      ...(options.responseTypes === undefined ? {} : { responseTypes: options.responseTypes }),
    })
  let idp = await startIdp()
  const origins = { issuer: idp.issuer, console: console.origin, consoleApi: console.apiOrigin }
  const signed = await signPolicy(join(directory, 'policy'), origins, options)
  const config = readConfig({
    COUNTERSIGN_PUBLIC_URL: relayUrl,
    COUNTERSIGN_PORT: String(relayPort),
    COUNTERSIGN_POLICY: signed.policyFile,
    COUNTERSIGN_POLICY_KEY: signed.keyFile,
    COUNTERSIGN_DATA: join(directory, 'relay'),
    COUNTERSIGN_LOG_LEVEL: 'warn',
    COUNTERSIGN_APP_DIR: options.appDirectory,
    COUNTERSIGN_APP_ORIGIN: options.hostedAppDirectory === undefined ? undefined : appUrl,
    COUNTERSIGN_EGRESS_PROXY: options.pushService?.proxyUrl,
    COUNTERSIGN_EXTRA_CA: options.pushService?.caFile,
    ...options.settings,
  })
  let relay = await startRelay(config, say)
  const trusted = await verifyPolicy(signed.jws, signed.publicKey, 0, Date.now())
  const host =
    options.hostedAppDirectory === undefined
      ? undefined
      : await hostApp({
          built: options.hostedAppDirectory,
          out: join(directory, 'app'),
          appUrl,
          relayUrl,
          signed,
          trusted,
        })
  return {
    relayUrl,
    appUrl,
    relay: () => relay,
    restartRelay: async (away = async () => {}) => {
      await relay.close()
      await away()
      relay = await startRelay(config, say)
    },
    issuer: idp.issuer,
    restartIdp: async (away) => {
      await idp.close()
      await away().finally(async () => {
        idp = await startIdp()
      })
    },
    console,
    signed,
    trusted,
    appRedirect,
    close: async () => {
      await Promise.all([relay.close(), idp.close(), console.close(), host?.close()])
    },
  }
}

function signPolicy(directory: string, origins: DemoOrigins, options: WorldOptions): Promise<SignedPolicy> {
  return options.policy === undefined
    ? signDemoPolicy(directory, { ...origins, ...demoOptionsOf(options) })
    : signPolicyText(directory, options.policy(origins))
}

function demoOptionsOf(options: WorldOptions): Omit<DemoPolicyOptions, keyof DemoOrigins> {
  const { version, groups, expires, executeWithin, askMaxAge } = options
  return {
    ...(version === undefined ? {} : { version }),
    ...rulesOf(options),
    ...(groups === undefined ? {} : { groups }),
    ...(expires === undefined ? {} : { expires }),
    ...(executeWithin === undefined ? {} : { executeWithin }),
    ...(askMaxAge === undefined ? {} : { askMaxAge }),
  }
}

/** Rules that come before the demo's own: those of a test, or those for what the console answers besides. */
function rulesOf({ firstRules, more }: WorldOptions): Pick<DemoPolicyOptions, 'firstRules'> {
  if (firstRules !== undefined) return { firstRules }
  return more === undefined ? {} : { firstRules: ({ console: origin }) => more.rules(origin) }
}

type Hosting = {
  readonly built: string
  readonly out: string
  readonly appUrl: string
  readonly relayUrl: string
  readonly signed: SignedPolicy
  readonly trusted: VerifiedPolicy
}

/** What `countersign app build` writes, on a static host. */
async function hostApp({ built, out, appUrl, relayUrl, signed, trusted }: Hosting): Promise<StaticHost> {
  const anchor = { relay: relayUrl, policyKey: signed.publicKey, minVersion: trusted.policy.version }
  const organisation = { anchor, origin: appUrl, verified: trusted, jws: signed.jws, endpoints: [] }
  await writeDirectory(out, await organisedFiles(await readDirectory(built), organisation))
  return startStaticHost(out, Number(new URL(appUrl).port))
}
