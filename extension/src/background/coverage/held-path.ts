import type { SentCapture } from '../../messages.ts'
import type { HeldPath } from '../../paths.ts'

/** By which way a capture came. */
export function heldPath(way: SentCapture['way']): HeldPath {
  return way === 'fetch' ? 'script' : way
}
