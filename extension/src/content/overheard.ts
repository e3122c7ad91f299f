import type { PageWay } from '../page-messages.ts'

/**
 * Whether a script of the page may have listened where a form or link leads before any script of this extension was
 * there: Chromium keeps what a page puts into a frame or a window that it opened before its first document comes, and
 * tells it the marked address of what goes out there.
 */
export function mayBeOverheard(way: PageWay): boolean {
  if (way.kind === 'fetch') return false
  if (!isOwn.has(way.target.toLowerCase())) return true
  return window.top !== window || window.opener !== null
}

/** Names of the page's own window, and of new ones. */
const isOwn = new Set(['', '_self', '_top', '_blank'])
