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
  form.append(...inputsOf(capture.body))
  inClosedRoot(form, (fresh) => HTMLFormElement.prototype.submit.call(fresh))
}

function inputsOf(body: PageBody): HTMLInputElement[] {
  if (body.kind === 'none') return []
  if (body.kind === 'bytes') return [...new URLSearchParams(new TextDecoder().decode(body.bytes))].map(textInput)
  return body.entries.map((entry) => ('bytes' in entry ? fileInput(entry) : textInput([entry.name, entry.value])))
}

function textInput([name, value]: [string, string]): HTMLInputElement {
  const input = document.createElement('input')
  input.type = 'hidden'
  input.name = name
  input.value = value
  return input
}

function fileInput(entry: { name: string; filename: string; type: string; bytes: ArrayBuffer }): HTMLInputElement {
  const input = document.createElement('input')
  input.type = 'file'
  input.name = entry.name
  const files = new DataTransfer()
  // An empty file field is sent as a file without name and content, which an empty list gives.
  if (entry.filename !== '') files.items.add(new File([entry.bytes], entry.filename, { type: entry.type }))
  input.files = files.files
  return input
}
