import { seenOf } from '../requests/seen.ts'
import type { Register } from '../route.ts'
import { takeReview } from './review.ts'

export function reviewRoutes(register: Register): void {
  register('review', ({ relay, session, params, body, http }) =>
    takeReview(relay, session, params.id, body, seenOf(relay, http)),
  )
}
