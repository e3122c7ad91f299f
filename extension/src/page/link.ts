import { hold, makeKey } from './channel.ts'
import { brand, getter, method } from './kept.ts'
import { listen } from './listen.ts'
import { isProtectedMethod, protectedUrl } from './rules.ts'

const addEventListener = method(EventTarget.prototype, 'addEventListener')
const removeEventListener = method(EventTarget.prototype, 'removeEventListener')
const preventDefault = method(Event.prototype, 'preventDefault')
const isPrevented = getter(Event.prototype, 'defaultPrevented')
const composedPath = method(Event.prototype, 'composedPath')
const hrefOf = getter(HTMLAnchorElement.prototype, 'href')
const hashOf = getter(HTMLAnchorElement.prototype, 'hash')
const addressOf = getter(Document.prototype, 'URL')
const targetOf = getter(HTMLAnchorElement.prototype, 'target')
const hasAttribute = method(Element.prototype, 'hasAttribute')
const ctrlOf = getter(MouseEvent.prototype, 'ctrlKey')
const metaOf = getter(MouseEvent.prototype, 'metaKey')
const shiftOf = getter(MouseEvent.prototype, 'shiftKey')
const isLink = brand(hrefOf)
const isMouse = brand(ctrlOf)

/**
 * Holds a click on a link whose address a rule for GET protects, before the page leaves for it. Where no rule is for
 * GET, a click costs one look-up.
 *
 * Test: on a console with such a rule, a click on the link shows the panel, and the page stays.
 */
export function hookLinks(): void {
  // Last in line at the window: only then is it known that no script of the page took the click over.
  const last = (event: Event) => {
    if (!isProtectedMethod('GET') || isPrevented(event) || !isMouse(event)) return
    const link = linkOf(event)
    if (link === undefined || !hasAttribute(link, 'href') || hasAttribute(link, 'download')) return
    const url = protectedUrl('GET', hrefOf(link))
    if (url === undefined || staysHere(link, url)) return
    preventDefault(event)
    const target = ctrlOf(event) || metaOf(event) || shiftOf(event) ? '_blank' : targetOf(link)
    const capture = { method: 'GET', url, headers: [], body: { kind: 'none' }, way: { kind: 'link', target } } as const
    void hold({ kind: 'hold', key: makeKey(), capture }, [])
  }
  const beLast = () => {
    removeEventListener(window, 'click', last)
    addEventListener(window, 'click', last)
  }
  listen('click', beLast)
}

/** A link to a place in the page itself sends nothing. */
function staysHere(link: HTMLAnchorElement, url: string): boolean {
  return hashOf(link) !== '' && url === protectedUrl('GET', addressOf(document))
}

function linkOf(event: Event): HTMLAnchorElement | undefined {
  const path = composedPath(event)
  for (let index = 0; index < path.length; index += 1) {
    const part = path[index]
    if (isLink(part)) return part
  }
  return undefined
}
