import type { Own } from '../request/request.ts'
import { type Hold, type Step, store } from './held.ts'

/** Keeps how far a hold has come, for the next worker. */
export function keep({ key, tabId, origin, likeness }: Hold, own: Own, step: Step): Promise<void> {
  return store(key, { tabId, origin, likeness, own, ...step })
}
