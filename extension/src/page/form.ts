import type { PageBody } from '../page-messages.ts'
import { encode } from './bytes.ts'
import { buffersOf, entriesOf } from './capture.ts'
import { hold, makeKey, tellNotHeld } from './channel.ts'
import { brand, getter, keeper, method, setter } from './kept.ts'
import { listen } from './listen.ts'
import { replaceMethod } from './replace.ts'
import { isProtectedMethod, protectedUrl } from './rules.ts'
import { isTooLarge } from './size.ts'

const { apply } = Reflect
const { FormData, URL, URLSearchParams } = globalThis
const baseOf = getter(Node.prototype, 'baseURI')
const hrefOf = getter(URL.prototype, 'href')
const setSearch = setter(URL.prototype, 'search')
const addEventListener = method(EventTarget.prototype, 'addEventListener')
const removeEventListener = method(EventTarget.prototype, 'removeEventListener')
const preventDefault = method(Event.prototype, 'preventDefault')
const isPrevented = getter(Event.prototype, 'defaultPrevented')
const targetOf = getter(Event.prototype, 'target')
const submitterOf = getter(SubmitEvent.prototype, 'submitter')
const getAttribute = method(Element.prototype, 'getAttribute')
const addressOf = getter(Document.prototype, 'URL')
const nameOf = getter(File.prototype, 'name')
const isForm = brand(getter(HTMLFormElement.prototype, 'elements'))
const upperCase = method(String.prototype, 'toUpperCase')
const lowerCase = method(String.prototype, 'toLowerCase')
const keepForm = keeper(FormData)
const keepParams = keeper(URLSearchParams)
const lineEnd = keeper(RegExp)(/\r\n|\r|\n/g)
const replaceLineEnds = lineEnd[Symbol.replace]

/**
 * Holds protected forms before they navigate, however they are sent: click, Enter, `requestSubmit()`, `submit()`.
 *
 * Test: on a protected console, void an invoice: the page stays, the panel shows.
 */
export function hookForms(): void {
  // Last in line at the window: only then is it known that no script of the page took the form over.
  const last = (event: SubmitEvent) => {
    const form = targetOf(event)
    // An event that a script made up sends nothing by itself.
    if (!event.isTrusted || isPrevented(event) || !isForm(form)) return
    if (holdForm(form, submitterOf(event))) preventDefault(event)
  }
  const listener = last as (event: Event) => void
  const beLast = () => {
    removeEventListener(window, 'submit', listener)
    addEventListener(window, 'submit', listener)
  }
  listen('submit', beLast)
  replaceMethod(HTMLFormElement.prototype, 'submit', (native, form: HTMLFormElement, args) => {
    if (!isForm(form) || !holdForm(form, null)) apply(native, form, args)
  })
}

/** Whether the form is protected; if so it is on its way to the panel. */
function holdForm(form: HTMLFormElement, submitter: HTMLElement | null): boolean {
  const { method, action, enctype, target } = submission(form, submitter)
  if (method === 'GET') return holdQuery(action, target, new FormData(form, submitter))
  if (method !== 'POST') return false
  const url = protectedUrl(method, action)
  if (url === undefined) return false
  const fields = new FormData(form, submitter)
  if (isTooLarge(fields)) tellNotHeld('too-large')
  else void holdFields(url, enctype, target, fields)
  return true
}

/** A form that is sent by GET is a link to its action with its fields as the query (HTML, mutate action URL). */
function holdQuery(action: string, target: string, form: FormData): boolean {
  if (!isProtectedMethod('GET')) return false
  const url = protectedUrl('GET', withQuery(action, textOfFields(form)))
  if (url === undefined) return false
  const capture = { method: 'GET', url, headers: [], body: { kind: 'none' }, way: { kind: 'link', target } } as const
  void hold({ kind: 'hold', key: makeKey(), capture }, [])
  return true
}

function withQuery(action: string, query: string): string | undefined {
  try {
    const parsed = new URL(action, baseOf(document))
    setSearch(parsed, query)
    // An empty query still is one.
    return query === '' ? `${hrefOf(parsed)}?` : hrefOf(parsed)
  } catch {
    return undefined
  }
}

async function holdFields(url: string, enctype: string, target: string, form: FormData): Promise<void> {
  const body = await bodyOf(enctype, form)
  const capture = { method: 'POST', url, headers: [], body, way: { kind: 'form', target } } as const
  await hold({ kind: 'hold', key: makeKey(), capture }, buffersOf(body))
}

/** The submitter's own attributes come before the form's (HTML, form submission algorithm). */
function submission(form: HTMLFormElement, submitter: HTMLElement | null) {
  const own = (name: string) =>
    (submitter === null ? null : getAttribute(submitter, `form${name}`)) ?? getAttribute(form, name)
  return {
    method: upperCase(own('method') ?? 'get'),
    action: own('action') || addressOf(document),
    enctype: lowerCase(own('enctype') ?? ''),
    target: own('target') ?? '',
  }
}

async function bodyOf(enctype: string, form: FormData): Promise<PageBody> {
  if (enctype === 'multipart/form-data') return { kind: 'form-data', entries: await entriesOf(form) }
  const bytes = encode(textOfFields(form))
  return { kind: 'bytes', bytes: bytes.buffer, type: 'application/x-www-form-urlencoded' }
}

function textOfFields(form: FormData): string {
  const fields = keepParams(new URLSearchParams())
  keepForm(form).forEach((value, name) => {
    fields.append(asCrLf(name), asCrLf(typeof value === 'string' ? value : nameOf(value)))
  })
  return fields.toString()
}

/** Forms are sent with CR LF, whatever a script put in. */
function asCrLf(text: string): string {
  return apply(replaceLineEnds, lineEnd, [text, '\r\n'])
}
