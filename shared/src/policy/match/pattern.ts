/**
 * Whether a text is what a pattern says: `*` stands for any text, none included; `\*` and `\\` for themselves. Case does
 * not count, since servers differ about it. One pass over the text for each piece of the pattern, and no way back.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  const pieces = piecesOf(pattern)
  const folded = fold(text)
  const first = pieces[0] ?? ''
  if (pieces.length === 1) return folded === first
  if (!folded.startsWith(first)) return false
  const last = pieces.at(-1) ?? ''
  let at = first.length
  for (const piece of pieces.slice(1, -1)) {
    const found = folded.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return folded.length - last.length >= at && folded.endsWith(last)
}

/** What is wrong with a pattern; undefined where nothing is. */
export function patternFault(pattern: string): string | undefined {
  const rest = pattern.replaceAll(/\\[*\\]/g, '')
  return rest.includes('\\') ? 'after "\\" comes "*" or "\\"' : undefined
}

/**
 * A text in which case does not count: A to Z, and the two letters beyond ASCII that some servers take for an s and a k
 * (Unicode's simple case folding). Written out, so that everybody comes to the same.
 */
export function fold(text: string): string {
  return text.replaceAll(/[A-Z\u017f\u212a]/g, (letter) => foreign[letter] ?? letter.toLowerCase())
}

const foreign: Readonly<Record<string, string>> = { '\u017f': 's', '\u212a': 'k' }

const known = new Map<string, readonly string[]>()

/** What stands between the stars. */
function piecesOf(pattern: string): readonly string[] {
  const before = known.get(pattern)
  if (before !== undefined) return before
  const pieces = ['']
  for (const [token] of pattern.matchAll(/\\[*\\]|[\s\S]/g)) {
    if (token === '*') pieces.push('')
    else pieces.push((pieces.pop() ?? '') + (token.length === 2 && token.startsWith('\\') ? token.slice(1) : token))
  }
  const folded = pieces.map(fold)
  known.set(pattern, folded)
  return folded
}
