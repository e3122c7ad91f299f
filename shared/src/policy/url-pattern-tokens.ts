/** Why a pattern was refused; `at` is the offset of the first character that is wrong. */
export class UrlPatternError extends Error {
  override readonly name = 'UrlPatternError'
  readonly at: number

  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

/** A piece of a pattern. `depth` is 1 inside a group; `optional` marks the `}?` that ends one, `escaped` a literal behind `\\`. */
export type UrlToken = {
  readonly kind: 'literal' | 'name' | 'wild' | 'open' | 'close'
  readonly text: string
  readonly at: number
  readonly depth: number
  readonly optional: boolean
  readonly escaped: boolean
}

const identifier = /:([$_\p{ID_Start}](?:[$\p{ID_Continue}]|\u200c|\u200d)*)/uy

/**
 * The pieces of a URLPattern from offset `start` on (https://urlpattern.spec.whatwg.org/#tokenizing).
 *
 * @throws {UrlPatternError} for every construct that is not supported
 */
export function tokenise(pattern: string, start: number): readonly UrlToken[] {
  const tokens: UrlToken[] = []
  let depth = 0
  let openedAt = start
  for (let at = start; at < pattern.length; ) {
    const token = read(pattern, at, depth, tokens.at(-1)?.kind)
    if (token.kind === 'open') openedAt = at
    if (token.kind === 'open') depth += 1
    if (token.kind === 'close') depth -= 1
    tokens.push(token)
    at += token.length
  }
  if (depth > 0) throw new UrlPatternError('"{" is not closed.', openedAt)
  return tokens
}

type Read = UrlToken & { readonly length: number }

function read(pattern: string, at: number, depth: number, before: UrlToken['kind'] | undefined): Read {
  const character = String.fromCodePoint(pattern.codePointAt(at) ?? 0)
  const token = { text: character, at, depth, optional: false, escaped: false, length: character.length }
  if (character === '\\') return escaped(pattern, at, depth)
  if (character === ':') return nameOrColon(pattern, at, depth)
  if (character === '*') {
    demandNotModifier(before, character, at)
    return { ...token, kind: 'wild' }
  }
  if (character === '{') {
    if (depth > 0) throw new UrlPatternError('A group cannot stand in a group.', at)
    return { ...token, kind: 'open' }
  }
  if (character === '}') {
    if (depth === 0) throw new UrlPatternError('"}" closes nothing.', at)
    const optional = pattern[at + 1] === '?'
    return { ...token, kind: 'close', optional, length: optional ? 2 : 1 }
  }
  if (character === '(' || character === ')') {
    throw new UrlPatternError('Regular expressions cannot be used; escape a bracket with "\\".', at)
  }
  if (character === '+') demandNotModifier(before, character, at)
  // Behind a group's own `}?`, which was read with it, a further `?` starts the query.
  if (character === '?' && (before === 'name' || before === 'wild')) demandNotModifier(before, character, at)
  return { ...token, kind: 'literal' }
}

function demandNotModifier(before: UrlToken['kind'] | undefined, modifier: string, at: number): void {
  if (before !== 'name' && before !== 'wild' && before !== 'close') return
  throw new UrlPatternError(
    modifier === '?'
      ? 'Only a group can be left out: "{/:name}?". A query behind a name or "*" starts with "\\?".'
      : `"${modifier}" cannot repeat what stands before it; escape it with "\\" if it is meant literally.`,
    at,
  )
}

function escaped(pattern: string, at: number, depth: number): Read {
  const code = pattern.codePointAt(at + 1)
  if (code === undefined) throw new UrlPatternError('"\\" escapes nothing.', at)
  const text = String.fromCodePoint(code)
  return { kind: 'literal', text, at, depth, optional: false, escaped: true, length: 1 + text.length }
}

function nameOrColon(pattern: string, at: number, depth: number): Read {
  identifier.lastIndex = at
  const name = identifier.exec(pattern)?.[1]
  // A colon without a name is left to who reads the tokens: it starts a port, and has no other place.
  if (name === undefined) return { kind: 'literal', text: ':', at, depth, optional: false, escaped: false, length: 1 }
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    throw new UrlPatternError(`":${name}": names are made of a–z, A–Z, 0–9 and "_".`, at)
  }
  return { kind: 'name', text: name, at, depth, optional: false, escaped: false, length: 1 + name.length }
}
