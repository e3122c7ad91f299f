import type { PageCapture } from '../page-messages.ts'
import { listen } from './listen.ts'

/**
 * A page that the browser makes ahead runs before anybody has gone there: nobody is asked for what it sends until
 * somebody has. Most such pages are thrown away.
 */
export function makeOnceThere(hold: (key: string, capture: PageCapture) => void) {
  const early = new Map<string, PageCapture>()
  listen(document, 'prerenderingchange', () => {
    // Whoever may write to the document can make such an event.
    if (isMadeAhead()) return
    for (const [key, capture] of early) hold(key, capture)
    early.clear()
  })
  return {
    hold: (key: string, capture: PageCapture) => {
      if (isMadeAhead()) early.set(key, capture)
      else hold(key, capture)
    },
    abort: (key: string) => early.delete(key),
  }
}

/** Firefox makes no pages ahead, and the types of the DOM do not know of them yet. */
export function isMadeAhead(): boolean {
  return 'prerendering' in document && document.prerendering === true
}
