import type { Emergency } from './emergency.ts'
import type { EmergencyJwk, EmergencyKey } from './emergency-key.ts'
import { type PolicySource, seconds } from './source.ts'

/** The keys as they are signed. */
export function compileEmergencyKeys({ emergency_keys: keys }: PolicySource): { emergency_keys?: EmergencyKey[] } {
  // Each has been found to be such a key.
  return keys === undefined ? {} : { emergency_keys: keys.map((one) => ({ ...one, key: one.key as EmergencyJwk })) }
}

/** An hour: long enough for somebody to open a safe, and short enough that nothing signed lies about. */
const usual = 3_600

export function compileEmergency({ emergency }: PolicySource['rules'][number]): { emergency?: Emergency } {
  if (emergency === undefined) return {}
  const { keys, quorum, expires } = emergency
  return { emergency: { keys, quorum, expires: seconds(expires ?? usual) } }
}
