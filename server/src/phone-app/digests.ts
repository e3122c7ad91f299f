import { digestOfAll, digestOfBytes } from '@countersign/shared/app'
import Type, { type Static } from 'typebox'
import { Check } from 'typebox/value'
import { AppFilesError } from './app-files-error.ts'
import { headersFile } from './headers.ts'

const Hex = Type.String({ pattern: '^[0-9a-f]{64}$' })
const closed = { additionalProperties: false } as const

/** `digests.json`: what an organisation's phone app consists of, for whoever compares a deployed copy with it. */
export const AppDigests = Type.Object(
  {
    format: Type.Literal('countersign-app/1'),
    digest: Type.String({ ...Hex, description: 'SHA-256 of the lines that `sha256sum` prints for the files.' }),
    built: Type.String({ ...Hex, description: 'The same of the files that it was made from, which everybody has.' }),
    origin: Type.String(),
    relay: Type.String(),
    policy: Type.Object(
      { organisation: Type.String(), version: Type.Integer(), digest: Type.String(), key: Type.String() },
      closed,
    ),
    headers: Type.Record(Type.String({ pattern: '^[a-z-]+$' }), Type.String()),
    files: Type.Record(Type.String({ pattern: '^[^/\\u0000-\\u001f]' }), Hex),
  },
  closed,
)
export type AppDigests = Static<typeof AppDigests>

export const digestsName = 'digests.json'

/** The text of digests.json. */
export function digestsText(digests: AppDigests): string {
  return `${JSON.stringify(digests, null, 2)}\n`
}

/**
 * Reads digests.json. The one digest must be that of the files, and the headers must be those of the file `_headers`:
 * so whoever knows the one digest knows all of it.
 *
 * @throws {AppFilesError}
 */
export function readDigests(name: string, text: string): AppDigests {
  const value = parse(name, text)
  if (!Check(AppDigests, value)) throw new AppFilesError(`${name} does not say what a phone app consists of.`)
  if (value.digest !== digestOfAll(value.files))
    throw new AppFilesError(`${name}: its digest is not that of its files.`)
  const headers = digestOfBytes(new TextEncoder().encode(headersFile(value.headers)))
  if (value.files[hostFiles.headers] !== headers)
    throw new AppFilesError(`${name}: its headers are not those of ${hostFiles.headers}.`)
  return value
}

/** Files that tell a host what to do; hosts that understand them do not serve them. */
export const hostFiles = { headers: '_headers', redirects: '_redirects' } as const

function parse(name: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AppFilesError(`${name} is not JSON.`, { cause })
  }
}
