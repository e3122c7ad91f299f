import { base64url, partsOf } from '../jws-parts.ts'
import type { Fault, Forgery } from './forgery.ts'

export function withOtherSignatures(genuine: string): Forgery[] {
  const [header, payload, signature] = partsOf(genuine)
  const bytes = Buffer.from(signature, 'base64url')
  const forged = (why: string, changed: Uint8Array, fault: Fault = 'signature'): Forgery => ({
    why,
    jws: `${header}.${payload}.${base64url(changed)}`,
    fault,
  })
  const one = Buffer.alloc(bytes.length)
  one[bytes.length - 1] = 1
  return [
    forged('no signature', Buffer.alloc(0), 'structure'),
    // CVE-2022-21449: r = s = 0 was a signature of every message.
    forged('a signature of zeros', Buffer.alloc(bytes.length)),
    forged('a signature of one zero', Buffer.alloc(1)),
    forged('a signature of the number one', one),
    forged('a signature of ones', Buffer.alloc(bytes.length, 0xff)),
    // RFC 7518 §3.4: r and s stand side by side, never in DER.
    forged('its signature in DER', derOf(bytes)),
    forged('a signature without its last byte', bytes.subarray(0, -1)),
    forged('a signature without its first byte', bytes.subarray(1)),
    forged('half a signature', bytes.subarray(0, bytes.length / 2)),
    forged('a signature with a zero behind it', Buffer.concat([bytes, Buffer.alloc(1)])),
    forged('a signature with a zero before it', Buffer.concat([Buffer.alloc(1), bytes])),
    forged('its signature twice', Buffer.concat([bytes, bytes])),
    forged('its signature backwards', Buffer.from(bytes.toReversed())),
    forged('its payload for a signature', Buffer.from(payload)),
  ]
}

/** ASN.1 SEQUENCE of two INTEGERs (RFC 3279 §2.2.3): how most libraries keep r and s. */
function derOf(signature: Buffer): Buffer {
  const half = signature.length / 2
  const numbers = [signature.subarray(0, half), signature.subarray(half)].map((number) => {
    const start = number.findIndex((byte) => byte !== 0)
    const stripped = number.subarray(Math.max(0, start))
    const positive = (stripped[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), stripped]) : stripped
    return Buffer.concat([Buffer.of(2, positive.length), positive])
  })
  const body = Buffer.concat(numbers)
  return Buffer.concat([Buffer.of(0x30, body.length), body])
}
