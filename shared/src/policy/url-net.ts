import { splitPattern } from './url-pattern.ts'
import { compileComponent, hostLetters, type Letters, pathLetters, queryLetters } from './url-pattern-component.ts'

/**
 * A URL pattern as regular expressions for the browser's network rules and the page hook, which see URLs as a page wrote
 * them: case does not count in them. `exact` takes every spelling that a character may have in a URL; `odd` every URL of
 * the same host that is spelled so that only who reads it closely can say whether the rule protects it.
 */
export type UrlNet = { readonly exact: string; readonly odd: string }

/** @throws {UrlPatternError} */
export function compileUrlNet(pattern: string): UrlNet {
  const { scheme, host, port, path, query } = splitPattern(pattern)
  const origin = `^${scheme}://(?:[^/?#]*@)?${compileComponent(host, hostLetters, [])}\\.?${port}`
  const paths = compileComponent(path, tolerant(pathLetters), [])
  const queries = query === undefined ? '(?:\\?[^#]*)?' : `\\?${compileComponent(query, tolerant(queryLetters), [])}`
  const odd = query === undefined ? oddPath : `${oddPath}|[^#]*(?:${needless})`
  return { exact: uncaptured(`${origin}${paths}/?${queries}(?:#.*)?$`), odd: uncaptured(`${origin}/(?:${odd})`) }
}

/** Percent-encoding of letters, digits, `-`, `.`, `_` and `~`, which no browser writes by itself. */
const needless = '%2[DE]|%3[0-9]|%[46][1-9A-F]|%[57][0-9A]|%5F|%7E'

/** Behind the first slash: what servers part, merge, decode or drop before they look for whom to call. */
const oddPath = `/|[^?#]*(?://|;|%2F|%5C|${needless})`

/** Signs that stand in a URL as they are, and just as well percent-encoded. */
function tolerant(letters: Letters): Letters {
  const also = (character: string) =>
    "!$&'()*+,;=:@[]|".includes(character) ? `%${character.charCodeAt(0).toString(16).toUpperCase()}` : undefined
  return { ...letters, also }
}

/** Network rules capture nothing, and have little room. */
function uncaptured(regex: string): string {
  return regex.replaceAll(/\((?!\?)/g, (open, at: number) => (regex.charAt(at - 1) === '\\' ? open : '(?:'))
}
