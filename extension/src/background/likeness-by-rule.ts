import { matchRule, perLoadOf } from '@countersign/shared/policy'
import { type Digest, sha256 } from '@countersign/shared/protocol'
import { likenessOf } from '../likeness.ts'
import type { SentCapture } from '../messages.ts'
import { readStanding } from './policy/policy.ts'
import { asCaptured } from './request.ts'

/** What makes two captures one action, by the rule that protects it. */
export async function likenessByRule(capture: SentCapture): Promise<Digest> {
  const standing = await readStanding()
  const { policy } = standing.kind === 'policy' ? standing.inForce : {}
  // Every request that is looked into comes by here: no rule is looked for where none has a say.
  const hasSay = policy?.rules.some(({ per_load }) => per_load !== undefined) === true
  const rule = hasSay ? matchRule(policy, asCaptured(capture))?.rule : undefined
  return sha256(likenessOf(capture, perLoadOf(rule)))
}
