import { perLoadOf } from '@countersign/shared/policy'
import { sha256 } from '@countersign/shared/protocol'
import { likenessOf } from '../../likeness.ts'
import type { SentCapture } from '../../messages.ts'
import { readStanding } from '../policy/policy.ts'
import { matchedBy } from './matched.ts'

/**
 * What makes two captures one action, by the rule that protects it. Where none does nobody is asked: then two identical
 * captures are two, and need not be told apart.
 */
export async function likenessByRule(key: string, capture: SentCapture): Promise<string> {
  const standing = await readStanding()
  if (standing.kind === 'nothing') return sha256(likenessOf(capture))
  const matched = matchedBy(standing.inForce.policy, capture)
  return matched === undefined ? `alone ${key}` : sha256(likenessOf(capture, perLoadOf(matched.rule)))
}
