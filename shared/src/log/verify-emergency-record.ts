import type { Policy } from '../policy/index.ts'
import {
  demand,
  demandEmergencyQuorum,
  type EmergencyStatement,
  emergencyUntil,
  type VerifiedRequest,
  verifyEmergency,
} from '../protocol/index.ts'
import type { EmergencyRecord } from './emergency-record.ts'

/**
 * Whether what is recorded is a release by emergency keys: each statement counts, they are enough, and it was in their
 * time. The keys are the policy's, so nobody has to vouch for them.
 *
 * @throws {ProtocolError} an `emergency_…` code
 */
export async function verifyEmergencyRecord(
  { statements: given, released }: EmergencyRecord,
  own: VerifiedRequest,
  policy: Policy,
): Promise<readonly EmergencyStatement[]> {
  const statements = await Promise.all(given.map((jws) => verifyEmergency(jws, own, policy)))
  demandEmergencyQuorum(own, statements)
  demand(released <= emergencyUntil(own), 'emergency_expired')
  return statements
}
