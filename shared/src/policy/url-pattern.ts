/**
 * A WHATWG URLPattern string as one regular expression over the canonical URL without its fragment.
 *
 * Every holder then matches with the plain `RegExp` that all of them have, and the browser's network rules are made
 * from the same source. Supported: `:name`, `*`, `{group}`, `{group}?` and `\` escapes; expressions of one's own in
 * `(…)` are refused, because they are what makes matching slow and what network rules cannot take.
 *
 * Semantics: https://urlpattern.spec.whatwg.org/ — without a `?` part any query matches.
 */
export type CompiledUrl = { readonly regex: string; readonly names: readonly string[] }

/** Why a pattern was refused; `at` is the offset of the first character that is wrong. */
export class UrlPatternError extends Error {
  override readonly name = 'UrlPatternError'
  readonly at: number

  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

/** @throws {UrlPatternError} */
export function compileUrlPattern(pattern: string): CompiledUrl {
  const parts = split(pattern)
  const names: string[] = []
  const host = component(parts.host, { segment: '[^./?#:]+?', wild: '[^/?#:]*' }, names)
  const path = component(parts.path, { segment: '[^/?#]+?', wild: '[^?#]*' }, names)
  const query = parts.query === undefined ? '(?:\\?[^#]*)?' : `\\?${component(parts.query, queryTokens, names)}`
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated !== undefined)
    throw new UrlPatternError(`":${repeated}" stands twice.`, pattern.lastIndexOf(`:${repeated}`))
  return { regex: `^${parts.scheme}://${host}${parts.port}${path}${query}$`, names }
}

type Component = { readonly text: string; readonly at: number }
type Parts = {
  readonly scheme: string
  readonly port: string
  readonly host: Component
  readonly path: Component
  readonly query: Component | undefined
}

const shape = /^(https?):\/\/((?:\{[^}]*\}\??|[^/:?#{]|:[A-Za-z_])+?)(?::(\d{1,5}))?(\/[^#]*)$/

function split(pattern: string): Parts {
  const found = shape.exec(pattern)
  const [, scheme, host, port, rest] = found ?? []
  if (scheme === undefined || host === undefined || rest === undefined) {
    throw new UrlPatternError('A URL pattern looks like "https://console.example/path/:name".', 0)
  }
  const pathAt = pattern.length - rest.length
  const queryAt = findQuery(rest)
  return {
    scheme,
    port: canonicalPort(scheme, port),
    host: { text: host.toLowerCase() === host ? host : refuseCapitals(pattern, host), at: scheme.length + 3 },
    path: { text: queryAt === undefined ? rest : rest.slice(0, queryAt), at: pathAt },
    query: queryAt === undefined ? undefined : { text: rest.slice(queryAt + 1), at: pathAt + queryAt + 1 },
  }
}

function refuseCapitals(pattern: string, host: string): never {
  const capital = /[A-Z]/.exec(host)?.index ?? 0
  throw new UrlPatternError('Host names are written in lower case.', pattern.indexOf(host) + capital)
}

/** The canonical URL leaves the scheme's default port out. */
function canonicalPort(scheme: string, port: string | undefined): string {
  if (port === undefined || port === (scheme === 'https' ? '443' : '80')) return ''
  return `:${port}`
}

/** The `?` that starts the query; one behind a closing brace is that group's modifier, an escaped one is itself. */
function findQuery(text: string): number | undefined {
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === '?' && text[at - 1] !== '}') return at
  }
  return undefined
}

type Tokens = { readonly segment: string; readonly wild: string }
const queryTokens: Tokens = { segment: '[^#&]+?', wild: '[^#]*' }

function component({ text, at }: Component, { segment, wild }: Tokens, names: string[]): string {
  let regex = ''
  let open = false
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index)
    const name = character === ':' ? /^[A-Za-z_][A-Za-z0-9_]*/.exec(text.slice(index + 1))?.[0] : undefined
    if (name !== undefined) {
      names.push(name)
      regex += `(${segment})`
      index += name.length
      if (/[?+*]/.test(text.charAt(index + 1))) {
        throw new UrlPatternError(`":${name}" cannot repeat or be left out; write "{/:${name}}?".`, at + index + 1)
      }
    } else if (character === '*') {
      regex += wild
    } else if (character === '{' && !open) {
      open = true
      regex += '(?:'
    } else if (character === '}' && open) {
      open = false
      const optional = text[index + 1] === '?'
      regex += optional ? ')?' : ')'
      if (optional) index += 1
    } else if ('(){}'.includes(character)) {
      throw new UrlPatternError(`"${character}" has no place here.`, at + index)
    } else {
      if (character === '\\') index += 1
      regex += literal(text.charAt(index))
    }
  }
  if (open) throw new UrlPatternError('"{" is not closed.', at + text.lastIndexOf('{'))
  return regex
}

/** A canonical URL has everything beyond ASCII percent-encoded. */
function literal(character: string): string {
  return encodeURI(character).replace(/[.*+?^${}()|[\]\\/]/, '\\$&')
}
