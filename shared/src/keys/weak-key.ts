import type { JWK } from 'jose'
import { decodeBase64url } from '../encoding/base64url.ts'

/**
 * Whether a public key (RFC 7517) is none that a signature could rest on: broken, private half published, an RSA
 * modulus under 2048 bits (RFC 7518 §3.3) or over 16384, an exponent that undoes nothing, an Ed25519 point of small
 * order. Engines differ in which of these they refuse; every verifier must come to the same answer.
 */
export function isWeakKey(key: JWK): boolean {
  if ('d' in key) return true
  if (key.kty === 'RSA') return isWeakRsa(key)
  return key.crv === 'Ed25519' && isSmallOrder(key)
}

function isWeakRsa({ n, e }: JWK): boolean {
  const [modulus, exponent] = [numberIn(n), numberIn(e)]
  const bits = (modulus.length - 1) * 8 + (32 - Math.clz32(modulus[0] ?? 0))
  const isOne = exponent.length === 1 && exponent[0] === 1
  return bits < 2_048 || bits > 16_384 || isOne || (exponent.at(-1) ?? 0) % 2 === 0
}

/** A base64urlUInt (RFC 7518 §2) without leading zeros; nothing where it is none. */
function numberIn(text: string | undefined): Uint8Array {
  const bytes = bytesIn(text)
  const start = bytes.findIndex((byte) => byte !== 0)
  return start < 0 ? new Uint8Array() : bytes.subarray(start)
}

/**
 * The y coordinates of Ed25519's eight points of small order, little-endian without the sign bit, in every encoding
 * (not all libraries refuse those that RFC 8032 §5.1.3 calls out of range). Under such a key everybody can make a
 * signature for every message.
 */
const smallOrder: ReadonlySet<string> = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
])

function isSmallOrder({ x }: JWK): boolean {
  const bytes = bytesIn(x)
  const hex = Array.from(bytes, (byte, at) => (at === 31 ? byte & 0x7f : byte).toString(16).padStart(2, '0')).join('')
  return bytes.length !== 32 || smallOrder.has(hex)
}

function bytesIn(text: string | undefined): Uint8Array {
  try {
    return decodeBase64url(text ?? '')
  } catch {
    // No number and no point: as weak as an empty one.
    return new Uint8Array()
  }
}
