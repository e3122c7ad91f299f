import { getter, keeper, method } from './kept.ts'

const { TextEncoder, Uint8Array } = globalThis
const keepEncoder = keeper(TextEncoder)
const put = method(Uint8Array.prototype, 'set')
// What all kinds of byte arrays inherit from; this property is the same for each.
export const countOf = getter(Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array, 'byteLength')

export function encode(text: string): Uint8Array<ArrayBuffer> {
  return keepEncoder(new TextEncoder()).encode(text)
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
