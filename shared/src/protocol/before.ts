import { isStrictJson } from '../encoding/strict-json.ts'
import { demand } from '../errors.ts'
import type { Rule } from '../policy/index.ts'
import { mostBeside } from './beside.ts'
import type { Salt } from './brands.ts'
import { sha256 } from './digest.ts'
import { redactBytes } from './redact.ts'
import type { ActionRequest } from './request.ts'

/**
 * What may be read of what stood at an address before; the fields that its rule hides are cut out.
 *
 * @returns undefined where it is not what can be compared: too much, or no strict JSON
 */
export async function readableBefore(
  { redact }: Pick<Rule, 'redact'>,
  salt: Salt,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { shown } = await redactBytes(redact, salt, bytes, 'application/json')
  return shown === undefined || shown.length > mostBeside ? undefined : shown
}

/**
 * That bytes which travelled beside a request are what its browser read before it was asked.
 *
 * @throws {ProtocolError} `before_mismatch`
 */
export async function verifyBefore({ context }: ActionRequest, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const named = context.before
  const isNamed = named !== undefined && named.size === bytes.length && named.digest === (await sha256(bytes))
  demand(isNamed && isStrictJson(bytes), 'before_mismatch')
}
