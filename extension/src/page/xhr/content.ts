import { countOf, joined } from '../bytes.ts'
import { method } from '../kept.ts'

const { TextDecoder } = globalThis
const decode = method(TextDecoder.prototype, 'decode')

/** What has come of an answer's body. */
export type Content = {
  readonly chunks: Uint8Array[]
  size: number
  /** What was made of all of it; the page gets the same object each time. */
  value: unknown
  decoder: TextDecoder | undefined
  decoded: number
  text: string
}

export function makeContent(): Content {
  return { chunks: [], size: 0, value: undefined, decoder: undefined, decoded: 0, text: '' }
}

export function append(content: Content, chunk: Uint8Array): void {
  content.chunks[content.chunks.length] = chunk
  content.size += countOf(chunk)
}

export function bytesOf({ chunks, size }: Content): Uint8Array<ArrayBuffer> {
  return joined(chunks, size)
}

/**
 * The text that has come so far.
 *
 * @param encoding where the bytes do not say it themselves
 * @param isWhole whether no more will come
 */
export function textOf(content: Content, encoding: string, isWhole: boolean): string {
  // A byte order mark may be three bytes long.
  if (content.size < 3 && !isWhole) return content.text
  content.decoder ??= makeDecoder(markedEncoding(bytesOf(content)) ?? encoding)
  for (; content.decoded < content.chunks.length; content.decoded += 1) {
    content.text += decode(content.decoder, content.chunks[content.decoded], { stream: true })
  }
  if (isWhole) content.text += decode(content.decoder)
  return content.text
}

/** All of it as UTF-8. */
export function utf8Of(content: Content): string {
  return decode(new TextDecoder(), bytesOf(content))
}

function makeDecoder(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding)
  } catch {
    // What nobody knows is read as UTF-8.
    return new TextDecoder()
  }
}

/** A byte order mark counts more than whatever a header says (Encoding, decode). */
function markedEncoding(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : undefined
}
