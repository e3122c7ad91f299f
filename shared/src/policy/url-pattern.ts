import { compileComponent, hostLetters, type Letters, pathLetters, queryLetters } from './url-pattern-component.ts'
import { tokenise, UrlPatternError, type UrlToken } from './url-pattern-tokens.ts'

export { UrlPatternError } from './url-pattern-tokens.ts'

/**
 * A WHATWG URLPattern string as one regular expression over the canonical URL without its fragment.
 *
 * Every holder then matches with the plain `RegExp` that all of them have, and the browser's network rules are made
 * from the same source. Supported: `:name`, `*`, `{group}`, `{group}?` and `\` escapes. Whatever else URLPattern gives
 * a meaning to is refused, never taken literally: a pattern that silently matches less than it says protects nothing.
 *
 * Semantics: https://urlpattern.spec.whatwg.org/ — without a `?` part any query matches.
 */
export type CompiledUrl = { readonly regex: string; readonly names: readonly string[] }

/** @throws {UrlPatternError} */
export function compileUrlPattern(pattern: string): CompiledUrl {
  const { scheme, host, port, path, query } = splitPattern(pattern)
  const names: string[] = []
  const hostRegex = compileComponent(host, hostLetters, names)
  demandCanonicalHost(host)
  const pathRegex = compileComponent(path, pathLetters, names)
  demandNoDotSegment(path)
  const queryRegex = query === undefined ? '(?:\\?[^#]*)?' : compileQuery(query, queryLetters, names)
  demandUnique(names, pattern)
  return { regex: `^${scheme}://${hostRegex}${port}${pathRegex}${queryRegex}$`, names }
}

type Parts = {
  readonly scheme: string
  readonly host: readonly UrlToken[]
  readonly port: string
  readonly path: readonly UrlToken[]
  readonly query: readonly UrlToken[] | undefined
}

/** @throws {UrlPatternError} */
export function splitPattern(pattern: string): Parts {
  const scheme = /^(https?):\/\//.exec(pattern)?.[1]
  if (scheme === undefined) throw shapeless()
  const tokens = tokenise(pattern, scheme.length + 3)
  const pathAt = tokens.findIndex(({ kind, text, depth }) => kind === 'literal' && text === '/' && depth === 0)
  if (pathAt < 1) throw shapeless()
  const authority = tokens.slice(0, pathAt)
  const portAt = authority.findIndex(({ kind, text, depth }) => kind === 'literal' && text === ':' && depth === 0)
  const rest = tokens.slice(pathAt)
  const queryAt = rest.findIndex(({ kind, text, depth }) => kind === 'literal' && text === '?' && depth === 0)
  return {
    scheme,
    host: portAt < 0 ? authority : authority.slice(0, portAt),
    port: portAt < 0 ? '' : canonicalPort(scheme, authority.slice(portAt + 1), authority[portAt]?.at ?? 0),
    path: queryAt < 0 ? rest : rest.slice(0, queryAt),
    query: queryAt < 0 ? undefined : rest.slice(queryAt + 1),
  }
}

function shapeless(): UrlPatternError {
  return new UrlPatternError('A URL pattern looks like "https://console.example/path/:name".', 0)
}

/** The canonical URL leaves the scheme's default port out. */
function canonicalPort(scheme: string, tokens: readonly UrlToken[], at: number): string {
  const port = tokens.map(({ kind, text }) => (kind === 'literal' ? text : '*')).join('')
  if (!/^[1-9][0-9]{0,4}$/.test(port) || Number(port) > 65_535) {
    throw new UrlPatternError('A port is a number from 1 to 65535.', at + 1)
  }
  return port === (scheme === 'https' ? '443' : '80') ? '' : `:${port}`
}

/** URLPattern looks at a query of nothing and at no query alike. */
function compileQuery(query: readonly UrlToken[], letters: Letters, names: string[]): string {
  const regex = compileComponent(query, letters, names)
  return new RegExp(`^${regex}$`).test('') ? `(?:\\?${regex})?` : `\\?${regex}`
}

/** `127.1` and `0x7f.0.0.1` are spellings that no canonical URL has. */
function demandCanonicalHost(tokens: readonly UrlToken[]): void {
  if (!tokens.every(({ kind }) => kind === 'literal')) return
  const host = tokens.map(({ text }) => text).join('')
  const url = `https://${host}/`
  const canonical = URL.canParse(url) ? new URL(url).hostname : undefined
  if (canonical !== host) throw new UrlPatternError(`"${host}" is not how browsers write a host.`, tokens[0]?.at ?? 0)
}

/** Browsers resolve `.` and `..` before they send: a pattern with one would match nothing. */
function demandNoDotSegment(tokens: readonly UrlToken[]): void {
  const plain = tokens.filter(({ kind }) => kind !== 'open' && kind !== 'close')
  // URLPattern makes every piece of fixed text canonical by itself: "/." before a name or a group loses its dot there.
  const pieces = [tokens, plain].map((list) => list.map(({ kind, text }) => (kind === 'literal' ? text : '*')).join(''))
  if (pieces.some((path) => /\/(?:\.|%2e){1,2}(?:[/*]|$)/i.test(path))) {
    throw new UrlPatternError('"." and ".." are not part of a URL that is sent.', tokens[0]?.at ?? 0)
  }
}

function demandUnique(names: readonly string[], pattern: string): void {
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated !== undefined) {
    throw new UrlPatternError(`":${repeated}" stands twice.`, pattern.lastIndexOf(`:${repeated}`))
  }
}
