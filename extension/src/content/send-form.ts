import type { PageBody, PageCapture, PageEntry, PageWay } from '../page-messages.ts'
import { appendEntries } from './append-entries.ts'
import { inClosedRoot } from './in-closed-root.ts'

type FormWay = Extract<PageWay, { kind: 'form' }>

/**
 * Sends a held form by a fresh one in a closed shadow root: the page cannot reach it, and its address with the mark
 * is gone before any script of the page runs again.
 *
 * @param url with the mark that the network rules let through once
 */
export function sendForm(capture: PageCapture, way: FormWay, url: string): void {
  const form = document.createElement('form')
  form.method = 'post'
  form.action = url
  form.target = way.target
  form.acceptCharset = 'utf-8'
  if (capture.body.kind === 'form-data') form.enctype = 'multipart/form-data'
  // Without an element for each: of thousands a browser takes seconds to build them.
  form.addEventListener('formdata', ({ formData }) => appendEntries(formData, entriesOf(capture.body)))
  inClosedRoot(form, (fresh) => HTMLFormElement.prototype.submit.call(fresh))
}

function entriesOf(body: PageBody): readonly PageEntry[] {
  if (body.kind === 'none') return []
  if (body.kind === 'form-data') return body.entries
  return [...new URLSearchParams(new TextDecoder().decode(body.bytes))].map(([name, value]) => ({ name, value }))
}
