import { splitPattern } from './url-pattern.ts'
import { compileComponent, hostLetters, type Letters, pathLetters, queryLetters } from './url-pattern-component.ts'

/**
 * A URL pattern as regular expressions for the browser's network rules and the page hook, which see URLs as a page wrote
 * them: case does not count in them. `exact` takes every spelling that a character may have in a URL. `odd` are those of
 * the same host that only who reads them closely can tell apart, whatever their path is.
 *
 * Network rules give an expression 2 kB, in which a fixed beginning is free: so nothing optional comes early, and what
 * may stand in between is said by what is ASCII, as every URL is.
 */
export type UrlNet = { readonly exact: string; readonly odd: readonly string[] }

/** @throws {UrlPatternError} */
export function compileUrlNet(pattern: string): UrlNet {
  const { scheme, host, port, path, query } = splitPattern(pattern)
  const hosts = compileComponent(host, { ...hostLetters, segment: '[-0-9_a-z]+', wild: '[-.0-9_a-z]*' }, [])
  const paths = compileComponent(path, tolerant(pathLetters, '[!"$-.0->@-~]+', '[!"$->@-~]*'), [])
  const queries = query === undefined ? '' : compileComponent(query, tolerant(queryLetters, '[!"$-~]+', '[!"$-~]*'), [])
  const end = query === undefined ? '/?(?:[?#]|$)' : `/?\\??${queries}(?:#|$)`
  const start = `^${scheme}://`
  const odd = [
    `${start}${hosts}${port}/(?:/|[!"$->@-~]*(?://|;|%2F|%5C|${needless}))`,
    // Behind a host name with a dot at its end, and in front of any a user name and a password.
    `${start}${hosts}\\.${port}/`,
    `${start}[!-.0-~]*@${hosts}\\.?${port}/`,
  ]
  if (query !== undefined) odd.push(`${start}${hosts}${port}/[!"$-~]*(?:${needless})`)
  return { exact: uncaptured(`${start}${hosts}${port}${paths}${end}`), odd: odd.map(uncaptured) }
}

/** Percent-encoding of letters, digits, `-`, `.`, `_` and `~`, which no browser writes by itself. */
const needless = '%2[DE]|%3[0-9]|%[46][1-9A-F]|%[57][0-9A]|%5F|%7E'

/** Signs that stand in a URL as they are, and just as well percent-encoded. */
function tolerant(letters: Letters, segment: string, wild: string): Letters {
  const also = (character: string) =>
    "!$&'()*+,;=:@[]|".includes(character) ? `%${character.charCodeAt(0).toString(16).toUpperCase()}` : undefined
  return { ...letters, segment, wild, also }
}

/** Network rules capture nothing, and have little room. */
function uncaptured(regex: string): string {
  return regex.replaceAll(/\((?!\?)/g, (open, at: number) => (regex.charAt(at - 1) === '\\' ? open : '(?:'))
}
