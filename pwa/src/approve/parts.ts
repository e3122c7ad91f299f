import { type CountedPart, countWords } from '@countersign/shared/protocol'

/** Who is still waited for, after this person's yes. */
export function moreWords(parts: readonly CountedPart[]): string {
  const [only, ...others] = parts
  if (others.length > 0) return `More are needed: ${countWords(parts)}.`
  const missing = Math.max(1, (only?.quorum ?? 1) - (only?.count ?? 0))
  return missing === 1 ? 'One more yes is needed.' : `${missing} more are needed.`
}

/** On the card: who else has to approve; undefined where one yes is all that it needs. */
export function othersWords(parts: readonly CountedPart[]): string | undefined {
  const [only, ...others] = parts
  if (others.length > 0) return `More than one yes is needed. So far: ${countWords(parts)}.`
  if (only === undefined || only.quorum === 1) return undefined
  return `${only.quorum} people have to approve. So far: ${only.count}.`
}
