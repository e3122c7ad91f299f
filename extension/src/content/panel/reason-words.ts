import { isLike, type ReasonLike } from '@countersign/shared/policy'

/** What a reason has to be like, in the words of the policy where it has some. */
export function likeWords({ is, hint }: ReasonLike): string {
  if (hint !== undefined) return hint
  const signs = [
    ...(is.some((pattern) => pattern.includes('*')) ? ['* is any text'] : []),
    ...(is.some((pattern) => pattern.includes('#')) ? ['# is a number'] : []),
  ]
  return `${is.map((pattern) => `“${pattern}”`).join(' or ')}${signs.length === 0 ? '' : ` (${signs.join(', ')})`}`
}

/** What is missing in a reason, in words; undefined where nothing is. */
export function missingWords(like: readonly ReasonLike[], reason: string): string | undefined {
  const missing = like.filter((one) => !isLike(one, reason))
  return missing.length === 0 ? undefined : `Nobody is asked yet. This is missing: ${missing.map(likeWords).join('; ')}`
}
