import { encodeBase64url } from '../src/protocol/index.ts'

/** The three parts of a compact JWS (RFC 7515 §7.1). */
export function partsOf(jws: string): readonly [header: string, payload: string, signature: string] {
  const [header = '', payload = '', signature = ''] = jws.split('.')
  return [header, payload, signature]
}

export function base64url(content: string | Uint8Array): string {
  return encodeBase64url(typeof content === 'string' ? new TextEncoder().encode(content) : content)
}

/** The text of a part that is base64url, or meant to be: read as leniently as Node reads it, where nothing else is. */
export function textOf(part: string): string {
  return Buffer.from(part, 'base64url').toString()
}

/** The same value with unused bits set in the last character (RFC 4648 §3.5); the same text where it has none. */
export function withUnusedBits(part: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return part.length % 4 === 0 ? part : part.slice(0, -1) + alphabet[alphabet.indexOf(part.at(-1) ?? '') + 1]
}

/** The header of a JWS with members replaced, as a part. */
export function headerWith(genuine: string, change: Readonly<Record<string, unknown>>): string {
  return base64url(JSON.stringify({ ...JSON.parse(textOf(partsOf(genuine)[0])), ...change }))
}
