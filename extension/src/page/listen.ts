import { method } from './kept.ts'

const addEventListener = method(EventTarget.prototype, 'addEventListener')
const observe = method(MutationObserver.prototype, 'observe')

const listening: { readonly type: string; readonly listener: (event: Event) => void }[] = []

/** Listens at the window, before whatever the page puts there later. */
export function listen(type: string, listener: (event: Event) => void): void {
  listening[listening.length] = { type, listener }
  addEventListener(window, type, listener, true)
}

/**
 * Goes on listening in a page that is written anew: `document.open` takes every listener off it (HTML, document open
 * steps). The document itself stays, and says that its content has changed.
 */
export function keepListening(): void {
  const again = () => {
    for (let index = 0; index < listening.length; index += 1) {
      const one = listening[index]
      // Whoever listens already is not added twice.
      if (one !== undefined) addEventListener(window, one.type, one.listener, true)
    }
  }
  observe(new MutationObserver(again), document, { childList: true })
}
