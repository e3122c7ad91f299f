import type { Digest, Salt } from './brands.ts'
import { sha256 } from './digest.ts'

/**
 * What stands in an action in place of a secret value. The label keeps a hash of one place from being moved to
 * another; the salt, known to the holder alone, keeps the value from being guessed.
 *
 * @param label `header:authorization`, `field:/card/number#0`, `body`
 * @param value bytes, or text, which counts as its UTF-8
 */
export function hiddenHash(salt: Salt, label: string, value: string | Uint8Array): Promise<Digest> {
  const head = utf8.encode(`countersign/1-hidden\n${salt}\n${label}\n`)
  const bytes = typeof value === 'string' ? utf8.encode(value) : value
  const joined = new Uint8Array(head.length + bytes.length)
  joined.set(head)
  joined.set(bytes, head.length)
  return sha256(joined)
}

const utf8 = new TextEncoder()
