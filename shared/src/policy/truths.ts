import type { Truth } from './conditions.ts'

/** All of them: one `no` settles it, whatever is unknown besides. */
export function everyTruth(truths: readonly Truth[]): Truth {
  if (truths.includes('no')) return 'no'
  return truths.includes('unknown') ? 'unknown' : 'yes'
}

/** Any of them. */
export function someTruth(truths: readonly Truth[]): Truth {
  if (truths.includes('yes')) return 'yes'
  return truths.includes('unknown') ? 'unknown' : 'no'
}
