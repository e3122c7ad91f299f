import { UrlPatternError, type UrlToken } from './url-pattern-tokens.ts'

/** What a part of a URL is made of: what `:name` and `*` stand for, and how a literal is written in canonical URLs. */
export type Letters = {
  readonly segment: string
  readonly wild: string
  readonly literal: (character: string) => string | undefined
  /** Another way to write it that is looked for, too. */
  readonly also?: (character: string) => string | undefined
}

export const hostLetters: Letters = {
  segment: '[^./?#:]+?',
  wild: '[^/?#:]*',
  literal: (character) => (/^[a-z0-9._-]$/.test(character) ? character : undefined),
}

/** https://url.spec.whatwg.org/#path-percent-encode-set; browsers differ about `^`, so it is looked for both ways. */
export const pathLetters: Letters = {
  segment: '[^/?#]+?',
  wild: '[^?#]*',
  literal: (character) => (/^[#\\\p{Cc}]$/u.test(character) ? undefined : encoded(character, ' "<>?`{}')),
}

/** https://url.spec.whatwg.org/#special-query-percent-encode-set; a name reaches over `&`, as in URLPattern. */
export const queryLetters: Letters = {
  segment: '[^#]+?',
  wild: '[^#]*',
  literal: (character) => (/^[#\p{Cc}]$/u.test(character) ? undefined : encoded(character, ' "<>\'')),
}

/**
 * One part of the pattern as a regular expression; the names that it captures are added to `names`, in order.
 *
 * @throws {UrlPatternError}
 */
export function compileComponent(tokens: readonly UrlToken[], letters: Letters, names: string[]): string {
  return tokens.map((token) => compileToken(token, letters, names)).join('')
}

function compileToken(token: UrlToken, letters: Letters, names: string[]): string {
  if (token.kind === 'open') return '(?:'
  if (token.kind === 'close') return token.optional ? ')?' : ')'
  if (token.kind === 'wild') return letters.wild
  if (token.kind === 'literal') return literal(token, letters)
  names.push(token.text)
  return `(${letters.segment})`
}

function literal({ text, at, escaped }: UrlToken, letters: Letters): string {
  if (text === ':' && !escaped) throw new UrlPatternError('A colon that starts no name is written "\\:".', at)
  const written = letters.literal(text)
  if (written === undefined) throw new UrlPatternError(refusal(text), at)
  const plain = written.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')
  const also = written === '^' ? '%5E' : letters.also?.(text)
  return also === undefined ? plain : `(?:${plain}|${also})`
}

function refusal(text: string): string {
  if (text === '#') return 'The fragment is not sent to a server, so no rule can speak about it.'
  if (/^[A-Z]$/.test(text)) return 'Host names are written in lower case.'
  if (text > '~') return 'Host names beyond ASCII are written in Punycode (xn--…).'
  return `${JSON.stringify(text)} has no place here.`
}

/** A lone surrogate cannot be written in a URL. */
function encoded(character: string, set: string): string | undefined {
  if (!character.isWellFormed()) return undefined
  return set.includes(character) || character > '~' ? percent(character) : character
}

/** encodeURIComponent leaves `'` alone. */
function percent(character: string): string {
  return character === "'" ? '%27' : encodeURIComponent(character)
}
