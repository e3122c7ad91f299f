type Listening = {
  readonly target: EventTarget
  readonly type: string
  readonly listener: (event: Event) => void
}

const listening: Listening[] = []

/** Listens for as long as the page is there, also once it was written anew. */
export function listen(target: EventTarget, type: string, listener: (event: Event) => void): void {
  listening.push({ target, type, listener })
  target.addEventListener(type, listener)
}

/**
 * `document.open` empties the page and takes every listener off it (HTML, document open steps), those of extensions as
 * well. The document itself stays, and says that its content has changed.
 *
 * @param rewritten called once it has content again
 */
export function watchRewriting(rewritten: () => void): void {
  let isEmptied = false
  new MutationObserver((changes) => {
    // Whoever listens already is not added twice.
    for (const { target, type, listener } of listening) target.addEventListener(type, listener)
    isEmptied ||= changes.some(({ removedNodes }) => removedNodes.length > 0)
    if (!isEmptied || document.childElementCount === 0) return
    isEmptied = false
    rewritten()
  }).observe(document, { childList: true })
}
