import type { PageBody } from '../messages.ts'
import { hold } from './channel.ts'
import { buffersOf, entryOf } from './fetch.ts'
import { protectedUrl } from './rules.ts'

const { HTMLFormElement, FormData, URLSearchParams } = globalThis
const { apply } = Reflect

/**
 * Holds protected forms before they navigate, however they are sent: click, Enter, `requestSubmit()`, `submit()`.
 *
 * Test: on a protected console, void an invoice: the page stays, the panel shows.
 */
export function hookForms(): void {
  // Last in line at the window: only then is it known that no script of the page took the form over.
  const last = (event: SubmitEvent) => {
    if (event.defaultPrevented || !(event.target instanceof HTMLFormElement)) return
    if (holdForm(event.target, event.submitter)) event.preventDefault()
  }
  window.addEventListener(
    'submit',
    () => {
      window.removeEventListener('submit', last)
      window.addEventListener('submit', last)
    },
    true,
  )
  HTMLFormElement.prototype.submit = new Proxy(HTMLFormElement.prototype.submit, {
    apply(target, self: HTMLFormElement, args: []) {
      if (!holdForm(self, null)) apply(target, self, args)
    },
  })
}

/** Whether the form is protected; if so it is on its way to the panel. */
function holdForm(form: HTMLFormElement, submitter: HTMLElement | null): boolean {
  const { method, action, enctype, target } = submission(form, submitter)
  if (method !== 'POST') return false
  const url = protectedUrl(method, action)
  if (url === undefined) return false
  const entries = [...new FormData(form, submitter)]
  void bodyOf(enctype, entries).then((body) => {
    const capture = { method, url, headers: [], body, way: { kind: 'form', target } } as const
    return hold({ kind: 'hold', key: crypto.randomUUID(), capture }, buffersOf(body))
  })
  return true
}

/** The submitter's own attributes come before the form's (HTML, form submission algorithm). */
function submission(form: HTMLFormElement, submitter: HTMLElement | null) {
  const own = (name: string) => submitter?.getAttribute(`form${name}`) ?? form.getAttribute(name)
  return {
    method: (own('method') ?? 'get').toUpperCase(),
    action: own('action') || document.URL,
    enctype: (own('enctype') ?? '').toLowerCase(),
    target: own('target') ?? '',
  }
}

async function bodyOf(enctype: string, entries: readonly [string, FormDataEntryValue][]): Promise<PageBody> {
  if (enctype === 'multipart/form-data') return { kind: 'form-data', entries: await Promise.all(entries.map(entryOf)) }
  const fields = entries.map(([name, value]): [string, string] => [
    asCrLf(name),
    asCrLf(typeof value === 'string' ? value : value.name),
  ])
  const bytes = new TextEncoder().encode(new URLSearchParams(fields).toString())
  return { kind: 'bytes', bytes: bytes.buffer, type: 'application/x-www-form-urlencoded' }
}

/** Forms are sent with CR LF, whatever a script put in. */
function asCrLf(text: string): string {
  return text.replaceAll(/\r\n|\r|\n/g, '\r\n')
}
