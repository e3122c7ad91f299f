import type { PageBody, PageCapture, PageWay } from '../messages.ts'
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
  form.addEventListener('formdata', ({ formData }) => {
    for (const entry of entriesOf(capture.body)) {
      if ('bytes' in entry) formData.append(entry.name, fileOf(entry))
      else formData.append(entry.name, entry.value)
    }
  })
  inClosedRoot(form, (fresh) => HTMLFormElement.prototype.submit.call(fresh))
}

type Entry = Extract<PageBody, { kind: 'form-data' }>['entries'][number]

function entriesOf(body: PageBody): readonly Entry[] {
  if (body.kind === 'none') return []
  if (body.kind === 'form-data') return body.entries
  return [...new URLSearchParams(new TextDecoder().decode(body.bytes))].map(([name, value]) => ({ name, value }))
}

/** An empty file field is sent as a file without name and content, and is kept as one. */
function fileOf({ bytes, filename, type }: Extract<Entry, { bytes: ArrayBuffer }>): File {
  return new File([bytes], filename, { type })
}
