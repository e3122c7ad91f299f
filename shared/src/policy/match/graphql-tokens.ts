/** A token that structure is made of, a name, or some value whose content does not matter. */
export type GraphqlToken = { readonly kind: 'mark' | 'name' | 'value'; readonly text: string }

/** The text is no GraphQL: what a server makes of it, nobody can say. */
export class GraphqlUnreadable extends Error {
  override readonly name = 'GraphqlUnreadable'
}

const ignored = /(?:[\ufeff\t\n\r ,]+|#[^\n\r]*)/y
const mark = /\.\.\.|[!$&():=@[\]{|}]/y
const name = /[_A-Za-z][_0-9A-Za-z]*/y
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9A-Za-z_.])/y

/**
 * The tokens of a document (https://spec.graphql.org/October2021/#sec-Language.Source-Text).
 *
 * @throws {GraphqlUnreadable}
 */
export function* graphqlTokens(text: string): Generator<GraphqlToken> {
  for (let at = skip(text, 0); at < text.length; at = skip(text, at)) {
    const token = text.charAt(at) === '"' ? string(text, at) : fixed(text, at)
    at += token.text.length
    yield token
  }
}

function skip(text: string, start: number): number {
  let at = start
  for (let found = take(ignored, text, at); found !== undefined; found = take(ignored, text, at)) at += found.length
  return at
}

function fixed(text: string, at: number): GraphqlToken {
  const found = take(mark, text, at)
  if (found !== undefined) return { kind: 'mark', text: found }
  const named = take(name, text, at)
  if (named !== undefined) return { kind: 'name', text: named }
  const value = take(number, text, at)
  if (value === undefined) throw new GraphqlUnreadable('no token')
  return { kind: 'value', text: value }
}

function take(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

/** By hand: on a long hostile text a regular expression may run out of its engine's stack. */
function string(text: string, start: number): GraphqlToken {
  const end = text.startsWith('"""', start) ? endOfBlock(text, start + 3) : endOfLine(text, start + 1)
  return { kind: 'value', text: text.slice(start, end) }
}

function endOfBlock(text: string, start: number): number {
  for (let at = text.indexOf('"""', start); at >= 0; at = text.indexOf('"""', at + 3)) {
    if (text.charAt(at - 1) !== '\\' || at === start) return at + 3
  }
  throw new GraphqlUnreadable('a block that does not end')
}

function endOfLine(text: string, start: number): number {
  for (let at = start; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (character === '"') return at + 1
    if (character === '\n' || character === '\r') break
    if (character === '\\') at += escapeLength(text, at)
  }
  throw new GraphqlUnreadable('a text that does not end')
}

function escapeLength(text: string, at: number): number {
  const next = text.charAt(at + 1)
  if (next !== '' && '"\\/bfnrt'.includes(next)) return 1
  if (next === 'u' && /^[0-9A-Fa-f]{4}$/.test(text.slice(at + 2, at + 6))) return 5
  throw new GraphqlUnreadable('no escape')
}
