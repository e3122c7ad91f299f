import { createHash, createPublicKey, type KeyObject, sign } from 'node:crypto'

/**
 * A signed package (CRX3) of a zip file, which browsers install where an administrator says so: `Cr24`, the version, a
 * header in protobuf with key, signature and id, then the zip. The signature is RSASSA-PKCS1-v1_5 over SHA-256, so the
 * same zip and key give the same bytes.
 */
export function packCrx(zip: Uint8Array, signingKey: KeyObject): Buffer {
  const publicKey = createPublicKey(signingKey).export({ type: 'spki', format: 'der' })
  const signedData = field(crxId, createHash('sha256').update(publicKey).digest().subarray(0, 16))
  const signature = sign('sha256', Buffer.concat([context, uint32(signedData.length), signedData, zip]), signingKey)
  const proof = Buffer.concat([field(proofKey, publicKey), field(proofSignature, signature)])
  const header = Buffer.concat([field(sha256WithRsa, proof), field(signedHeaderData, signedData)])
  return Buffer.concat([Buffer.from('Cr24'), uint32(3), uint32(header.length), header, zip])
}

const context = Buffer.from('CRX3 SignedData\0')

/** The fields' numbers in Chromium's crx3.proto. */
const sha256WithRsa = 2
const signedHeaderData = 10_000
const proofKey = 1
const proofSignature = 2
const crxId = 1

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** One length-delimited field (wire type 2). */
function field(number: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes])
}

function varint(value: number): Buffer {
  const low = value % 128
  const rest = Math.floor(value / 128)
  return rest === 0 ? Buffer.of(low) : Buffer.concat([Buffer.of(low + 128), varint(rest)])
}
