import { ProtocolError, parseAs, parseStrictJson } from '../protocol/index.ts'
import { Bundle } from './bundle.ts'

/** Far above what a request, its proofs and a large policy take. */
export const bundleLimit = 4_194_304

/**
 * A bundle from a file.
 *
 * @throws {ProtocolError} `bundle_too_large` before anything is read, `json_malformed`, `bundle_malformed`
 */
export function readBundle(bytes: Uint8Array): Bundle {
  if (bytes.length > bundleLimit) throw new ProtocolError('bundle_too_large')
  return parseAs(Bundle, parseStrictJson(bytes), 'bundle_malformed')
}
