import type { Static, TSchema } from 'typebox'
import { Check } from 'typebox/schema'
import { type ErrorCode, ProtocolError } from '../errors.ts'

/**
 * The door: what comes from outside has the schema's type from here on, or the error is thrown.
 *
 * @throws {ProtocolError} with the given code
 */
export function parseAs<Schema extends TSchema>(schema: Schema, value: unknown, code: ErrorCode): Static<Schema> {
  if (!Check(schema, value)) throw new ProtocolError(code)
  return value
}
