import { fold } from './match/pattern.ts'

/**
 * Whether a reason, trimmed, is what a pattern says: `*` stands for any text, none included, `#` for one or more of the
 * digits 0 to 9; `\*`, `\#` and `\\` for themselves. Case does not count. Each character of the text is looked at once,
 * beside all places of the pattern that are still possible: there is no way back.
 */
export function matchesReason(pattern: string, reason: string): boolean {
  const steps = stepsOf(pattern)
  const ends = closed(
    steps,
    steps
      .map(() => false)
      .concat(false)
      .with(0, true),
  )
  // By code unit: whole characters are equal where their units are.
  return (
    fold(reason.trim())
      .split('')
      .reduce((reached, unit) => after(steps, reached, unit), ends)
      .at(-1) === true
  )
}

/** By itself, since pages load it: whether a reason is one of these patterns. */
export function isLike({ is }: { readonly is: readonly string[] }, reason: string): boolean {
  return is.some((pattern) => matchesReason(pattern, reason))
}

/** What is wrong with a pattern of reasons; undefined where nothing is. */
export function reasonPatternFault(pattern: string): string | undefined {
  if (pattern.replaceAll(/\\[*#\\]/g, '').includes('\\')) return 'after "\\" comes "*", "#" or "\\"'
  if (pattern !== pattern.trim()) return 'begins or ends with a space, and reasons are trimmed: none is like it'
  if (/^\**$/.test(pattern)) return pattern === '' ? 'is empty, and no reason is' : 'is like every reason'
  return undefined
}

type Step = { readonly kind: 'any' } | { readonly kind: 'digits' } | { readonly kind: 'text'; readonly unit: string }

/** Which steps are done after one more character: `reached[at]`, the first `at` of them. */
function after(steps: readonly Step[], reached: readonly boolean[], unit: string): readonly boolean[] {
  const next = reached.map((isReached, at) => {
    // A star takes what comes and stays; a run of digits goes on.
    const [before, here] = [steps[at - 1], steps[at]]
    const stays = isReached && (here?.kind === 'any' || (before?.kind === 'digits' && isDigit(unit)))
    return stays || (reached[at - 1] === true && before !== undefined && takes(before, unit))
  })
  return closed(steps, next)
}

/** A star may stand for nothing. */
function closed(steps: readonly Step[], reached: readonly boolean[]): readonly boolean[] {
  const all = [...reached]
  for (const [at, { kind }] of steps.entries()) if (kind === 'any' && all[at] === true) all[at + 1] = true
  return all
}

function takes(step: Step, unit: string): boolean {
  if (step.kind === 'text') return step.unit === unit
  return step.kind === 'digits' && isDigit(unit)
}

function isDigit(unit: string): boolean {
  return unit >= '0' && unit <= '9'
}

const known = new Map<string, readonly Step[]>()

function stepsOf(pattern: string): readonly Step[] {
  const before = known.get(pattern)
  if (before !== undefined) return before
  const steps = [...pattern.matchAll(/\\[*#\\]|[\s\S]/g)].flatMap(([token]): Step[] => {
    if (token === '*') return [{ kind: 'any' }]
    if (token === '#') return [{ kind: 'digits' }]
    return [{ kind: 'text', unit: fold(token.length === 2 ? token.slice(1) : token) }]
  })
  known.set(pattern, steps)
  return steps
}
