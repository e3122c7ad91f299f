import { splitPattern } from './url-pattern.ts'
import type { UrlToken } from './url-pattern-tokens.ts'

/**
 * Whether one URL pattern surely matches all that another does. `false` is “not surely”: groups that can be left out are
 * compared as they are written, and nothing is said of what would take thinking.
 *
 * @throws {UrlPatternError}
 */
export function coversUrl(wide: string, narrow: string): boolean {
  if (wide === narrow) return true
  const [one, other] = [partsOf(wide), partsOf(narrow)]
  if (one.scheme !== other.scheme || one.port !== other.port) return false
  // Without a query a pattern is about every query.
  const queries = one.query === undefined || (other.query !== undefined && one.query.text === other.query.text)
  return queries && coversPart(one.host, other.host, '.') && coversPart(one.path, other.path, '/')
}

type Part = {
  readonly tokens: readonly UrlToken[]
  /** In lower case. */
  readonly text: string
  /** Its fixed pieces, which stand as they are in all that it covers. */
  readonly pieces: readonly string[]
}

const known = new Map<string, ReturnType<typeof readParts>>()

function partsOf(pattern: string): ReturnType<typeof readParts> {
  const before = known.get(pattern)
  if (before !== undefined) return before
  const parts = readParts(pattern)
  known.set(pattern, parts)
  return parts
}

function readParts(pattern: string) {
  const { scheme, host, port, path, query } = splitPattern(pattern)
  return {
    scheme,
    port,
    host: partOf(host),
    path: partOf(path),
    query: query === undefined ? undefined : partOf(query),
  }
}

function partOf(tokens: readonly UrlToken[]): Part {
  const text = textOf(tokens)
  return { tokens, text, pieces: text.split(/\0[a-z]+;/) }
}

/** @param between what a name does not reach over */
function coversPart(wide: Part, narrow: Part, between: string): boolean {
  if (wide.text === narrow.text) return true
  if (!wide.pieces.every((piece) => narrow.text.includes(piece))) return false
  if ([...wide.tokens, ...narrow.tokens].some(({ kind }) => kind === 'open' || kind === 'close')) return false
  // `reached[at]`: the tokens of `wide` so far can stand for the first `at` of `narrow`.
  let reached = narrow.tokens.map(() => false).concat(false)
  reached[0] = true
  for (const token of wide.tokens) reached = step(token, narrow.tokens, reached, between)
  return reached.at(-1) === true
}

function step(token: UrlToken, narrow: readonly UrlToken[], reached: readonly boolean[], between: string): boolean[] {
  const next = reached.map(() => token.kind === 'wild')
  if (token.kind === 'wild') return next.map((_, at) => reached.slice(0, at + 1).includes(true))
  for (const [at, over] of narrow.entries()) {
    const isReached = reached[at] === true || (token.kind === 'name' && next[at] === true)
    if (isReached && standsFor(token, over, between)) next[at + 1] = true
  }
  return next
}

function standsFor(token: UrlToken, over: UrlToken, between: string): boolean {
  if (token.kind === 'literal') return over.kind === 'literal' && folded(token.text) === folded(over.text)
  return over.kind === 'name' || (over.kind === 'literal' && over.text !== between)
}

/** Case does not count in a URL, which is ASCII: two letters beyond it are two encodings. */
function folded(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
}

/** No literal is a NUL. */
function textOf(tokens: readonly UrlToken[]): string {
  // What a name is called says nothing about what it matches.
  const texts = tokens.map(({ kind, text, optional }) =>
    kind === 'literal' ? text : `\0${kind}${optional ? 'opt' : ''};`,
  )
  return folded(texts.join(''))
}
