import { readTrustedProxies, type TrustedProxies } from './requests/trusted-proxies.ts'

/** Every setting of the relay. `countersign serve --help` prints this table. */
export const settings = {
  COUNTERSIGN_PUBLIC_URL: {
    default: 'http://127.0.0.1:8790',
    help: 'Origin at which browsers and phones reach the relay; https unless it is loopback.',
  },
  COUNTERSIGN_HOST: { default: '127.0.0.1', help: 'Address to listen on.' },
  COUNTERSIGN_PORT: { default: '8790', help: 'Port to listen on.' },
  COUNTERSIGN_TRUSTED_PROXIES: {
    default: '0',
    help: 'Proxies before the relay whose X-Forwarded-For says where a call comes from: how many of them every call passes, or their networks (10.0.0.0/24,fd00::/64). docs/where-from.md.',
  },
  COUNTERSIGN_MMDB: {
    default: undefined,
    help: 'MMDB file (GeoLite2-City or one in its format) that says in which country and city addresses lie; read anew when it changes.',
  },
  COUNTERSIGN_POLICY: {
    default: undefined,
    help: 'Policy file: signed (.jws, from `countersign policy sign`), or policy.yaml with a loopback relay.',
  },
  COUNTERSIGN_POLICY_KEY: {
    default: undefined,
    help: 'Public key (JWK file) that the signed policy must be signed with.',
  },
  COUNTERSIGN_DATA: { default: '.countersign', help: 'Directory for what the relay keeps itself.' },
  COUNTERSIGN_SECRET: {
    default: undefined,
    help: 'At least 32 characters: encrypts held bytes and keys. Without it a random one is kept in the data directory.',
  },
  DATABASE_URL: {
    default: undefined,
    help: 'PostgreSQL to use. Without it the relay runs its own in the data directory.',
  },
  COUNTERSIGN_DATABASE_CONNECTIONS: { default: '10', help: 'Connections to the database, per node.' },
  COUNTERSIGN_APP_DIR: {
    default: undefined,
    help: 'Directory of the built phone app (pwa/dist), to be served at /: then this relay is trusted for what phones show.',
  },
  COUNTERSIGN_APP_ORIGIN: {
    default: undefined,
    help: 'Origin of the phone app where it has one of its own (`countersign app build`). Not together with COUNTERSIGN_APP_DIR.',
  },
  COUNTERSIGN_APP_CONNECT: {
    default: '',
    help: 'Further origins that the app served at / may reach: token and key endpoints that lie elsewhere than their issuer. Comma-separated.',
  },
  COUNTERSIGN_TRANSMITTERS: {
    default: undefined,
    help: 'JSON file, readable by the relay alone: who may end sessions by security events (docs/identity-providers/session-end.md).',
  },
  COUNTERSIGN_ASK_LIMIT: { default: '20', help: 'How many requests one person may have waiting at once.' },
  COUNTERSIGN_BODY_RETENTION: {
    default: '30',
    help: 'Days after which the held content of an ended request is deleted. Digests and proofs stay.',
  },
  COUNTERSIGN_PUSH_CONTACT: {
    default: 'https://countersign.example/',
    help: 'mailto: or https: contact that push services see (RFC 8292).',
  },
  COUNTERSIGN_PUSH_HOSTS: {
    default: '',
    help: 'Further hosts of push services, comma-separated, beside the well-known ones.',
  },
  COUNTERSIGN_EGRESS_PROXY: { default: undefined, help: 'HTTP proxy for calls to push services.' },
  COUNTERSIGN_EXTRA_CA: { default: undefined, help: 'PEM file of further certificate authorities for these calls.' },
  COUNTERSIGN_LOG_LEVEL: { default: 'info', help: 'fatal, error, warn, info, debug or silent.' },
} as const

type Name = keyof typeof settings
type Environment = Readonly<Record<string, string | undefined>>

/** The relay's configuration, checked. */
export type Config = {
  readonly publicUrl: string
  readonly isLoopback: boolean
  readonly host: string
  readonly port: number
  readonly trustedProxies: TrustedProxies
  readonly mmdbFile: string | undefined
  readonly policyFile: string
  readonly policyKeyFile: string | undefined
  readonly dataDirectory: string
  readonly secret: string | undefined
  readonly databaseUrl: string | undefined
  readonly databaseConnections: number
  readonly appDirectory: string | undefined
  /** Where the phone app is opened: an origin of its own, or the relay's. */
  readonly appOrigin: string
  readonly appConnect: readonly string[]
  readonly transmittersFile: string | undefined
  readonly askLimit: number
  /** Days. */
  readonly bodyRetention: number
  readonly push: {
    readonly contact: string
    readonly hosts: readonly string[]
    readonly proxy: string | undefined
    readonly extraCa: string | undefined
  }
  readonly logLevel: string
}

/** A setting is wrong; the message names it and says what it should be. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** @throws {ConfigError} */
export function readConfig(environment: Environment): Config {
  const publicUrl = asOrigin('COUNTERSIGN_PUBLIC_URL', required(environment, 'COUNTERSIGN_PUBLIC_URL'))
  const isLoopback = ['127.0.0.1', '[::1]', 'localhost'].includes(new URL(publicUrl).hostname)
  if (!publicUrl.startsWith('https:') && !isLoopback) {
    throw new ConfigError('COUNTERSIGN_PUBLIC_URL must be https, unless it is loopback.')
  }
  const secret = optional(environment, 'COUNTERSIGN_SECRET')
  if (secret !== undefined && secret.length < 32)
    throw new ConfigError('COUNTERSIGN_SECRET needs at least 32 characters.')
  const databaseUrl = optional(environment, 'DATABASE_URL')
  if (databaseUrl !== undefined && secret === undefined) {
    throw new ConfigError('With DATABASE_URL set COUNTERSIGN_SECRET too, the same on every node.')
  }
  return {
    publicUrl,
    isLoopback,
    host: required(environment, 'COUNTERSIGN_HOST'),
    port: integer(environment, 'COUNTERSIGN_PORT', 0, 65_535),
    trustedProxies: trustedProxiesOf(environment),
    mmdbFile: optional(environment, 'COUNTERSIGN_MMDB'),
    policyFile: required(environment, 'COUNTERSIGN_POLICY'),
    policyKeyFile: optional(environment, 'COUNTERSIGN_POLICY_KEY'),
    dataDirectory: required(environment, 'COUNTERSIGN_DATA'),
    secret,
    databaseUrl,
    databaseConnections: integer(environment, 'COUNTERSIGN_DATABASE_CONNECTIONS', 1, 200),
    appDirectory: optional(environment, 'COUNTERSIGN_APP_DIR'),
    appOrigin: appOriginOf(environment, publicUrl),
    appConnect: list(environment, 'COUNTERSIGN_APP_CONNECT').map((url) => asOrigin('COUNTERSIGN_APP_CONNECT', url)),
    bodyRetention: integer(environment, 'COUNTERSIGN_BODY_RETENTION', 0, 3_650),
    transmittersFile: optional(environment, 'COUNTERSIGN_TRANSMITTERS'),
    askLimit: integer(environment, 'COUNTERSIGN_ASK_LIMIT', 1, 1_000_000),
    push: {
      contact: required(environment, 'COUNTERSIGN_PUSH_CONTACT'),
      hosts: list(environment, 'COUNTERSIGN_PUSH_HOSTS'),
      proxy: optional(environment, 'COUNTERSIGN_EGRESS_PROXY'),
      extraCa: optional(environment, 'COUNTERSIGN_EXTRA_CA'),
    },
    logLevel: required(environment, 'COUNTERSIGN_LOG_LEVEL'),
  }
}

function trustedProxiesOf(environment: Environment): TrustedProxies {
  try {
    return readTrustedProxies(required(environment, 'COUNTERSIGN_TRUSTED_PROXIES'))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new ConfigError(`COUNTERSIGN_TRUSTED_PROXIES must be a number, or networks separated by commas: ${why}.`, {
      cause,
    })
  }
}

function appOriginOf(environment: Environment, publicUrl: string): string {
  const given = optional(environment, 'COUNTERSIGN_APP_ORIGIN')
  if (given === undefined) return publicUrl
  if (optional(environment, 'COUNTERSIGN_APP_DIR') !== undefined) {
    throw new ConfigError('COUNTERSIGN_APP_ORIGIN and COUNTERSIGN_APP_DIR exclude one another.')
  }
  return asOrigin('COUNTERSIGN_APP_ORIGIN', given)
}

function asOrigin(name: Name, given: string): string {
  if (!URL.canParse(given) || new URL(given).origin !== given.replace(/\/$/, '')) {
    throw new ConfigError(`${name} must be an origin, such as https://countersign.acme.example.`)
  }
  return new URL(given).origin
}

function list(environment: Environment, name: Name): readonly string[] {
  return required(environment, name)
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean)
}

function optional(environment: Environment, name: Name): string | undefined {
  const value = environment[name]
  return value === undefined || value === '' ? settings[name].default : value
}

function required(environment: Environment, name: Name): string {
  const value = optional(environment, name)
  if (value === undefined) throw new ConfigError(`${name} is missing. ${settings[name].help}`)
  return value
}

function integer(environment: Environment, name: Name, least: number, most: number): number {
  const value = Number(required(environment, name))
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new ConfigError(`${name} must be a whole number from ${least} to ${most}.`)
  }
  return value
}
