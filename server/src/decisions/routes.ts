import { seenOf } from '../requests/seen.ts'
import type { Register } from '../route.ts'
import { decide } from './decide.ts'

export function decisionRoutes(register: Register): void {
  register('decide', ({ relay, session, params, body, http }) =>
    decide(relay, session, params.id, body, seenOf(relay, http)),
  )
}
