import { method } from './kept.ts'

const slice = method(String.prototype, 'slice')

/**
 * Several texts as one, for what crosses between two worlds of scripts in the middle of a call. Written without what a
 * page can change, such as `toJSON` on a prototype.
 */
export function pack(texts: readonly string[]): string {
  let packed = ''
  for (let index = 0; index < texts.length; index += 1) {
    const text = texts[index] ?? ''
    packed += `${text.length}:${text}`
  }
  return packed
}

export function unpack(packed: string): string[] {
  const texts: string[] = []
  for (let at = 0; at < packed.length; ) {
    let length = 0
    for (; packed[at] !== ':' && at < packed.length; at += 1) length = length * 10 + +(packed[at] ?? '')
    texts[texts.length] = slice(packed, at + 1, at + 1 + length)
    at += 1 + length
  }
  return texts
}
