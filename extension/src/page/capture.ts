import type { PageBody, PageCapture, PageEntry } from '../page-messages.ts'
import { getter, keeper, method } from './kept.ts'
import { readBody, type Unreadable } from './read-body.ts'

const { Request, Response, Headers } = globalThis
const keepRequest = keeper(Request)
const keepResponse = keeper(Response)
const keepHeaders = keeper(Headers)
const keepFormData = keeper(FormData)
const lengthOf = getter(ArrayBuffer.prototype, 'byteLength')
const nameOf = getter(File.prototype, 'name')
const typeOf = getter(Blob.prototype, 'type')
const bytesOf = method(Blob.prototype, 'arrayBuffer')
const startsWith = method(String.prototype, 'startsWith')
const upperCase = method(String.prototype, 'toUpperCase')

/** A request as the browser would send it, proof against what page scripts do to prototypes. */
export function makeRequest(input: RequestInfo | URL, init: RequestInit | undefined): Request {
  return keepRequest(new Request(input, init))
}

/** Headers that are kept the same way. */
export function makeHeaders(): Headers {
  return keepHeaders(new Headers())
}

/**
 * What a request would send: its headers and the bytes of its body.
 *
 * @param request from `makeRequest`; its body is used up
 * @param url as the rules see it
 * @returns why its body cannot be held, where it cannot
 */
export async function captureOf(request: Request, url: string): Promise<PageCapture | Unreadable> {
  const { method, mode, credentials, cache, redirect, referrerPolicy, integrity } = request
  const sent = keepHeaders(request.headers)
  const type = sent.get('content-type') ?? ''
  const bytes = await readBody(request, type)
  if (typeof bytes === 'string') return bytes
  const body = await bodyOf(bytes, type)
  // The browser chooses another boundary when it sends.
  if (body.kind === 'form-data') sent.delete('content-type')
  const headers = headersOf(sent)
  const way = { kind: 'fetch', mode, credentials, cache, redirect, referrerPolicy, integrity } as const
  return { method: upperCase(method), url, headers, body, way }
}

/** Headers as a list: names in lower case, sorted. */
export function headersOf(headers: Headers): [string, string][] {
  const list: [string, string][] = []
  keepHeaders(headers).forEach((value, name) => {
    list[list.length] = [name, value]
  })
  return list
}

/** Multipart entries are taken apart, since the browser chooses another boundary when it sends; all else is bytes. */
async function bodyOf(bytes: ArrayBuffer, type: string): Promise<PageBody> {
  if (startsWith(type, 'multipart/form-data')) {
    const form = await readForm(bytes, type)
    if (form !== undefined) return { kind: 'form-data', entries: await entriesOf(form) }
  }
  if (lengthOf(bytes) === 0 && type === '') return { kind: 'none' }
  return { kind: 'bytes', bytes, type }
}

/** Undefined for bytes that only call themselves a form: they are sent as they are. */
async function readForm(bytes: ArrayBuffer, type: string): Promise<FormData | undefined> {
  try {
    return await keepResponse(new Response(bytes, { headers: [['content-type', type]] })).formData()
  } catch {
    return undefined
  }
}

/** The entries of a form, files read. */
export async function entriesOf(form: FormData): Promise<PageEntry[]> {
  const values: { readonly name: string; readonly value: FormDataEntryValue }[] = []
  keepFormData(form).forEach((value, name) => {
    values[values.length] = { name, value }
  })
  const entries: PageEntry[] = []
  for (let index = 0; index < values.length; index += 1) {
    const field = values[index]
    if (field !== undefined) entries[index] = await entryOf(field.name, field.value)
  }
  return entries
}

async function entryOf(name: string, value: FormDataEntryValue): Promise<PageEntry> {
  if (typeof value === 'string') return { name, value }
  return { name, filename: nameOf(value), type: typeOf(value), bytes: await bytesOf(value) }
}

/** What a body's message transfers instead of copying. */
export function buffersOf(body: PageBody): ArrayBuffer[] {
  if (body.kind === 'bytes') return [body.bytes]
  const buffers: ArrayBuffer[] = []
  if (body.kind === 'none') return buffers
  for (let index = 0; index < body.entries.length; index += 1) {
    const entry = body.entries[index]
    if (entry !== undefined && 'bytes' in entry) buffers[buffers.length] = entry.bytes
  }
  return buffers
}
