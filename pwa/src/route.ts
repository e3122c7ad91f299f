/** The app's pages. */
export type Route =
  | { readonly page: 'waiting' }
  | { readonly page: 'decided' }
  | { readonly page: 'settings' }
  | { readonly page: 'verify' }
  | { readonly page: 'request'; readonly id: string }
  | { readonly page: 'callback' }
  | { readonly page: 'unknown' }

/** The page at a path. */
export function routeOf(pathname: string): Route {
  const id = /^\/r\/([0-9a-f-]{36})$/.exec(pathname)?.[1]
  if (id !== undefined) return { page: 'request', id }
  return fixed.get(pathname) ?? { page: 'unknown' }
}

const fixed: ReadonlyMap<string, Route> = new Map([
  ['/', { page: 'waiting' }],
  ['/decided', { page: 'decided' }],
  ['/settings', { page: 'settings' }],
  ['/verify', { page: 'verify' }],
  ['/callback', { page: 'callback' }],
])

/** A path of this app, and nothing that leads elsewhere. */
export function ownPath(path: string): string {
  const { page } = routeOf(path)
  return page === 'unknown' || page === 'callback' ? '/' : path
}
