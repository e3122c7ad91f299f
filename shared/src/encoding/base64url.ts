import { ProtocolError } from '../errors.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** What newer engines have of their own (ECMAScript 2026), many times as fast on long bodies. */
type Native = {
  readonly toBase64?: (options: { readonly alphabet: 'base64url'; readonly omitPadding: true }) => string
}
type NativeClass = {
  readonly fromBase64?: (text: string, options: { readonly alphabet: 'base64url' }) => Uint8Array<ArrayBuffer>
}

/** base64url without padding (RFC 4648 §5). */
export function encodeBase64url(bytes: Uint8Array): string {
  // The types do not know it yet.
  const native = bytes as Native
  if (native.toBase64 !== undefined) return native.toBase64({ alphabet: 'base64url', omitPadding: true })
  let binary = ''
  for (let start = 0; start < bytes.length; start += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000))
  }
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/**
 * Strict base64url: no padding, no white space, and no unused bits set in the last character (RFC 4648 §3.5),
 * so that a signed thing has one spelling only.
 *
 * @throws {ProtocolError} `base64url_malformed`
 */
export function decodeBase64url(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1 || hasUnusedBits(text)) {
    throw new ProtocolError('base64url_malformed')
  }
  const native = Uint8Array as NativeClass
  if (native.fromBase64 !== undefined) return native.fromBase64(text, { alphabet: 'base64url' })
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at)
  return bytes
}

function hasUnusedBits(text: string): boolean {
  const last = alphabet.indexOf(text.at(-1) ?? 'A')
  if (text.length % 4 === 2) return (last & 0b1111) !== 0
  if (text.length % 4 === 3) return (last & 0b11) !== 0
  return false
}
