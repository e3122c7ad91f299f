/** A run of text; `unseen` ones stand for a character that would show as nothing, or reorder what stands around it. */
export type Run = { readonly text: string; readonly unseen: boolean }

/**
 * Splits text from outside so that characters which deceive the eye can be shown by their code point: controls (line
 * feed and tab aside), bidirectional overrides and isolates, zero-width and other format characters, lone surrogates.
 */
export function visibleRuns(text: string): readonly Run[] {
  return text
    .split(deceiving)
    .filter((part) => part !== '')
    .map((part) => (single.test(part) ? { text: codePoint(part), unseen: true } : { text: part, unseen: false }))
}

const characters = '[\\p{Cf}\\p{Cs}\\u2028\\u2029\\u3164\\uFFA0\\u115F\\u1160]|(?![\\n\\t])\\p{Cc}'
const deceiving = new RegExp(`(${characters})`, 'u')
const single = new RegExp(`^(?:${characters})$`, 'u')

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}
