import { randomUUID } from 'node:crypto'

/**
 * Names a device to its owner and to operators: a random UUID (RFC 9562 §5.4).
 *
 * Operators write it on a command line, so it never begins with a `-`, as base64url may: that is read as an option.
 */
export function makeDeviceId(): string {
  return randomUUID()
}
