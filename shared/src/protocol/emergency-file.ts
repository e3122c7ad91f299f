import { type Static, Type } from 'typebox'
import { parseStrictJson } from '../encoding/strict-json.ts'
import { ProtocolError } from '../errors.ts'
import { parseAs } from './parse.ts'
import { ActionRequest } from './request.ts'

/**
 * A held request on its way to the keeper of an emergency key: what is to be signed, and the content where it can be
 * shown. No token is in it, since it goes by whatever way is left.
 */
export const EmergencyFile = Type.Object(
  {
    format: Type.Literal('countersign-emergency-request/1'),
    request: ActionRequest,
    body: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]*$', maxLength: 87_382 })),
  },
  { additionalProperties: false },
)

export type EmergencyFile = Static<typeof EmergencyFile>

/** The text of such a file: one line, so that it can be pasted where no file can be sent. */
export function writeEmergencyFile(request: ActionRequest, body: string | undefined): string {
  const file: EmergencyFile = {
    format: 'countersign-emergency-request/1',
    request,
    ...(body === undefined ? {} : { body }),
  }
  return JSON.stringify(file)
}

/** Above what a request and its content take. */
const longest = 1_048_576

/** @throws {ProtocolError} `request_malformed` */
export function readEmergencyFile(bytes: Uint8Array): EmergencyFile {
  if (bytes.length > longest) throw new ProtocolError('request_malformed')
  return parseAs(EmergencyFile, parsed(bytes), 'request_malformed')
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return parseStrictJson(bytes)
  } catch (cause) {
    throw new ProtocolError('request_malformed', { cause })
  }
}
