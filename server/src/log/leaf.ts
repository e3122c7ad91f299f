import type { Entry } from '@countersign/shared/log'
import { jcs } from '@countersign/shared/protocol'

type WithoutFormat<Kind> = Kind extends unknown ? Omit<Kind, 'format'> : never

/** A log entry as the text that is hashed into the tree (RFC 8785). */
export function leaf(entry: WithoutFormat<Entry>): string {
  return jcs({ format: 'countersign-entry/1', ...entry })
}
