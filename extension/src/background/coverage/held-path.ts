import type { SentCapture } from '../../messages.ts'
import type { HeldPath } from '../../paths.ts'

/** By which way a capture came. */
export function heldPath(way: SentCapture['way']): HeldPath {
  if (way === 'tab') return 'navigation'
  return way === 'fetch' ? 'script' : way
}
