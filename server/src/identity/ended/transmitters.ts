import { readFile } from 'node:fs/promises'
import { Issuer } from '@countersign/shared/policy'
import type { Transmitter } from '@countersign/shared/protocol'
import Type, { type Static } from 'typebox'
import { Check } from 'typebox/schema'
import { ConfigError } from '../../config.ts'

const Source = Type.Array(
  Type.Object(
    {
      issuer: Type.String({ minLength: 1 }),
      transmitter: Type.String({ minLength: 1 }),
      subject_issuer: Type.Optional(Type.String({ minLength: 1 })),
      jwks_uri: Type.String({ pattern: '^https?://' }),
      audience: Type.String({ minLength: 1 }),
      authorization_header: Type.String({ minLength: 20 }),
      algorithms: Type.Optional(Issuer.properties.algorithms),
    },
    { additionalProperties: false },
  ),
  { minItems: 1 },
)

/** Who may end sessions of one issuer of the policy by security events. */
export type KnownTransmitter = Transmitter & {
  /** Of the policy: whose sessions. `issuer` is who signs. */
  readonly of: string
  /** The `iss` by which its events name those accounts; some name them by another than the ID tokens do. */
  readonly subjectIssuer: string
  readonly keysAt: string
  /** What it sends as `Authorization` with every event. */
  readonly authorization: string
}

/**
 * The transmitters that the operator names; none without such a file.
 *
 * @throws {ConfigError}
 */
export async function readTransmitters(file: string | undefined): Promise<readonly KnownTransmitter[]> {
  if (file === undefined) return []
  return parse(file, await readText(file)).map((one) => ({
    of: one.issuer,
    subjectIssuer: one.subject_issuer ?? one.issuer,
    issuer: one.transmitter,
    keysAt: one.jwks_uri,
    audience: one.audience,
    authorization: one.authorization_header,
    // What every transmitter has to be able to sign with (CAEP Interoperability Profile §2.6).
    algorithms: one.algorithms ?? ['RS256'],
  }))
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new ConfigError(`COUNTERSIGN_TRANSMITTERS: ${file} cannot be read.`, { cause })
  }
}

function parse(file: string, text: string): Static<typeof Source> {
  const source = jsonOf(text)
  if (Check(Source, source)) return source
  throw new ConfigError(
    `COUNTERSIGN_TRANSMITTERS: ${file} must be a JSON list of { issuer, transmitter, jwks_uri, audience, authorization_header, subject_issuer?, algorithms? }.`,
  )
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
