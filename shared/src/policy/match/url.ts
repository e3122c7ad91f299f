/** The URL as it is sent and signed: WHATWG-serialised, without fragment and credentials; undefined when it is no URL. */
export function canonicalUrl(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  const parsed = new URL(url)
  parsed.hash = ''
  parsed.username = ''
  parsed.password = ''
  return parsed.href
}

/**
 * Every way in which a server may read a URL, its own spelling first. Servers differ about what two spellings mean: a
 * rule that protects one of these protects the request. Most URLs have one reading.
 *
 * @param canonical from `canonicalUrl`
 */
export function urlReadings(canonical: string): readonly string[] {
  const { protocol, host, hostname, pathname, search } = new URL(canonical)
  if (protocol !== 'https:' && protocol !== 'http:') return [canonical]
  const origin = `${protocol}//${hostname.replace(/\.$/, '')}${host.slice(hostname.length)}`
  const query = search.replaceAll(/%(?:2[DE]|3[0-9]|[46][1-9A-F]|[57][0-9A]|5F|7E)/gi, decodeURIComponent)
  let paths = [plain(pathname)]
  for (const step of steps) paths = [...new Set(paths.flatMap((path) => [path, step(path)]))]
  return [...new Set([canonical, ...paths.map((path) => `${origin}${path}${query}`)])]
}

/** What some server does with a path before it looks for whom to call. */
const steps: readonly ((path: string) => string)[] = [
  // Java's servers: /users;v=1/u-1
  (path) => path.replaceAll(/;[^/]*/g, ''),
  // Proxies that decode before they match: /api%2Fusers/u-1. Behind it dots may be segments.
  (path) => withoutDots(path.replaceAll(/%2F|%5C/gi, '/')),
  // nginx: /api//users/u-1
  (path) => path.replaceAll(/\/{2,}/g, '/'),
  // Express, Rails: /api/users/u-1/
  (path) => (path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path),
]

/** Percent-encoding that says nothing, taken off: of each character that stands in a path as it is. */
function plain(path: string): string {
  return path.replaceAll(/%[0-9A-F]{2}/gi, (encoded) => {
    const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16))
    return /[A-Za-z0-9._~!$&'()*+,;=:@|[\]-]/.test(character) ? character : encoded.toUpperCase()
  })
}

function withoutDots(path: string): string {
  return /\/(?:\.|%2e){1,2}(?:\/|$)/i.test(path) ? new URL(`http://h${path.replace(/^\/+/, '/')}`).pathname : path
}
