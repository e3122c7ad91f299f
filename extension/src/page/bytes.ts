import { brand, getter, keeper, method } from './kept.ts'

const { TextEncoder, Uint8Array } = globalThis
const { fromCharCode } = String
const keepEncoder = keeper(TextEncoder)
const put = method(Uint8Array.prototype, 'set')
// What all kinds of byte arrays inherit from; this property is the same for each.
export const countOf = getter(Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array, 'byteLength')

const { isView } = ArrayBuffer
const arrayBuffer = getter(Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array<ArrayBuffer>, 'buffer')
const arrayOffset = getter(Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array<ArrayBuffer>, 'byteOffset')
const viewBuffer = getter(DataView.prototype, 'buffer')
const viewOffset = getter(DataView.prototype, 'byteOffset')
const viewCount = getter(DataView.prototype, 'byteLength')
const isDataView = brand(viewCount)
const isBuffer = brand(getter(ArrayBuffer.prototype, 'byteLength'))

/** The bytes of a buffer or of what a view shows of one, as they are now; undefined for anything else. */
export function bytesNow(data: unknown): Uint8Array | undefined {
  if (isBuffer(data)) return new Uint8Array(data)
  if (isDataView(data)) return new Uint8Array(viewBuffer(data), viewOffset(data), viewCount(data))
  if (!isView(data)) return undefined
  const array = data as Uint8Array<ArrayBuffer>
  return new Uint8Array(arrayBuffer(array), arrayOffset(array), countOf(array))
}

export function encode(text: string): Uint8Array<ArrayBuffer> {
  return keepEncoder(new TextEncoder()).encode(text)
}

/** Bytes as a text of one character for each. */
export function latinOf(bytes: Uint8Array): string {
  let latin = ''
  const count = countOf(bytes)
  for (let index = 0; index < count; index += 1) latin += fromCharCode(bytes[index] ?? 0)
  return latin
}

export function joined(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(size)
  let at = 0
  for (let index = 0; index < chunks.length; index += 1) {
    const chunk = chunks[index]
    if (chunk === undefined) continue
    put(all, chunk, at)
    at += countOf(chunk)
  }
  return all
}
