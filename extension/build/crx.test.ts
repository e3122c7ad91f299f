import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { packCrx } from './crx.ts'
import { idOfKey } from './extension-id.ts'
import { signingKeyOf } from './signing-key.ts'
import { updateManifest } from './update-manifest.ts'

// That a browser takes it is shown in test/e2e/installed.test.ts.

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const zip = Buffer.from('PK and so on')

test('the package has the zip at its end, and before it the key, the id, and a signature over all that counts', () => {
  const { publicKey, signature, signedData, archive } = readCrx(packCrx(zip, privateKey))
  expect(archive.equals(zip)).toBe(true)
  const { id } = signingKeyOf(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
  expect(idOfKey(publicKey.toString('base64'))).toBe(id)
  // One field, number 1, of 16 bytes: the id before it is spelled in letters.
  expect(signedData.subarray(0, 2)).toEqual(Buffer.of(0x0a, 16))
  expect(
    [...signedData.subarray(2).toString('hex')].map((digit) => 'abcdefghijklmnop'[Number(`0x${digit}`)]).join(''),
  ).toBe(id)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(signedData.length)
  const signed = Buffer.concat([Buffer.from('CRX3 SignedData\0'), length, signedData, archive])
  const key = createPublicKey({ key: publicKey, type: 'spki', format: 'der' })
  expect(verify('sha256', signed, key, signature)).toBe(true)
})

test('the same zip and key give the same bytes', () => {
  expect(packCrx(zip, privateKey).equals(packCrx(zip, privateKey))).toBe(true)
})

test('the update manifest says where the package lies: beside itself', () => {
  const updateUrl = 'https://get.acme.example/countersign/update.xml?channel=1&ring=2'
  const xml = updateManifest({ id: 'a'.repeat(32), version: '0.1.0.7', updateUrl, crx: 'our build.crx' })
  expect(xml).toContain('codebase="https://get.acme.example/countersign/our%20build.crx" version="0.1.0.7"')
})

/** Reads the header's fields in the order in which they are written; anything else throws. */
function readCrx(crx: Buffer) {
  expect(crx.subarray(0, 4).toString()).toBe('Cr24')
  expect(crx.readUInt32LE(4)).toBe(3)
  const end = 12 + crx.readUInt32LE(8)
  const [proof, signedData] = readFields(crx.subarray(12, end), [2, 10_000])
  const [publicKey, signature] = readFields(proof, [1, 2])
  return { publicKey, signature, signedData, archive: crx.subarray(end) }
}

function readFields(bytes: Buffer, numbers: readonly [number, number]): [Buffer, Buffer] {
  let at = 0
  const varint = () => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes.readUInt8(at++)
      value += (byte & 127) * 2 ** shift
      if (byte < 128) return value
    }
  }
  const read = (number: number) => {
    expect(varint()).toBe(number * 8 + 2)
    const length = varint()
    at += length
    return bytes.subarray(at - length, at)
  }
  const fields: [Buffer, Buffer] = [read(numbers[0]), read(numbers[1])]
  expect(at).toBe(bytes.length)
  return fields
}
