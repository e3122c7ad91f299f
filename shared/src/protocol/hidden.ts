import type { Digest, Salt } from './brands.ts'
import { sha256 } from './digest.ts'

/**
 * What stands in an action in place of a secret value. The label keeps a hash of one place from being moved to
 * another; the salt, known to the holder alone, keeps the value from being guessed.
 *
 * @param label `header:authorization`, `field:/card/number`
 */
export function hiddenHash(salt: Salt, label: string, value: string): Promise<Digest> {
  return sha256(`countersign/1-hidden\n${salt}\n${label}\n${value}`)
}
