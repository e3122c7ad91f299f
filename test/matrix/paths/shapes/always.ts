import type { Shown } from '../../path.ts'

/** A page that shows the same however it ends. */
export function always(text: string): Shown {
  return { approved: text, denied: text, expired: text }
}
