import { type Matched, matchRule, type Policy } from '@countersign/shared/policy'
import type { SentCapture } from '../../messages.ts'
import { asCaptured } from './request.ts'

type Known = { readonly policy: Policy; readonly matched: Matched | undefined }

/** Whom a capture concerns by a policy; looked into once, since a body may be long. */
export function matchedBy(policy: Policy, capture: SentCapture): Matched | undefined {
  const before = known.get(capture)
  if (before?.policy === policy) return before.matched
  const matched = matchRule(policy, asCaptured(capture))
  known.set(capture, { policy, matched })
  return matched
}

const known = new WeakMap<SentCapture, Known>()
