import type { PageWay } from '../page-messages.ts'
import { inClosedRoot } from './in-closed-root.ts'

/**
 * Follows a held link by a fresh one in a closed shadow root: the page cannot reach it, and the address with the mark
 * is gone before any script of the page runs again.
 *
 * @param url with the mark that the network rules let through once
 */
export function followLink({ target }: Extract<PageWay, { kind: 'link' }>, url: string): void {
  const link = document.createElement('a')
  link.href = url
  link.target = target
  inClosedRoot(link, (fresh) => HTMLElement.prototype.click.call(fresh))
}
