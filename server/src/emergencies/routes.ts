import type { Register } from '../route.ts'
import { recordEmergency } from './record.ts'

export function emergencyRoutes(register: Register): void {
  register('reportEmergency', ({ relay, session, params, body }) => recordEmergency(relay, session, params.id, body))
}
