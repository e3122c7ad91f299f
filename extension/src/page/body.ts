import { countOf, encode } from './bytes.ts'
import { brand, getter, method } from './kept.ts'
import { withUtf8 } from './mime.ts'
import { multipartSize } from './multipart-size.ts'

/** A body as XMLHttpRequest and sendBeacon take it: what is sent, how long it is, and the type it says it has. */
export type Extracted = {
  readonly data: Exclude<BodyInit, ReadableStream> | null
  /** In bytes. */
  readonly size: number
  /** The content type where the caller names none; undefined where the browser finds it, or there is none. */
  readonly type: string | undefined
  /** Whether it was text, which is always sent as UTF-8. */
  readonly isText: boolean
}

export type Sendable = Document | XMLHttpRequestBodyInit | null | undefined

const { XMLSerializer } = globalThis
const { isView } = ArrayBuffer
const serialize = method(XMLSerializer.prototype, 'serializeToString')
const sizeOf = getter(Blob.prototype, 'size')
const typeOf = getter(Blob.prototype, 'type')
const lengthOf = getter(ArrayBuffer.prototype, 'byteLength')
const doctypeOf = getter(Document.prototype, 'doctype')
const contentTypeOf = getter(Document.prototype, 'contentType')
const firstChildOf = getter(Node.prototype, 'firstChild')
const nextSiblingOf = getter(Node.prototype, 'nextSibling')
const outerHtmlOf = getter(Element.prototype, 'outerHTML')
const hasField = method(FormData.prototype, 'has')
const paramsText = method(URLSearchParams.prototype, 'toString')
const dataViewLength = getter(DataView.prototype, 'byteLength')
const isBlob = brand(sizeOf)
const isBuffer = brand(lengthOf)
const isDataView = brand(dataViewLength)
const isDocument = brand(doctypeOf)
const isElement = brand(outerHtmlOf)
const isForm = brand((form: FormData) => hasField(form, ''))
const isParams = brand(paramsText)

/** What a body is as bytes on the wire; read at once, since the page may change it later. */
export function extractBody(body: Sendable): Extracted {
  if (body === null || body === undefined) return { data: null, size: 0, type: undefined, isText: false }
  if (isDocument(body)) return text(markupOf(body), isHtml(body) ? 'text/html' : 'application/xml')
  if (isBlob(body)) return { data: body, size: sizeOf(body), type: typeOf(body) || undefined, isText: false }
  if (isBuffer(body)) return { data: body, size: lengthOf(body), type: undefined, isText: false }
  if (isView(body)) return { data: body, size: viewLength(body), type: undefined, isText: false }
  if (isForm(body)) return { data: body, size: multipartSize(body), type: undefined, isText: false }
  if (isParams(body)) return text(paramsText(body), 'application/x-www-form-urlencoded')
  // Anything else is a string for the browser, whatever it is.
  return text(`${body}`, 'text/plain')
}

/** The content type that is sent where the caller names one; undefined where that of the body is right. */
export function contentTypeFor({ type, isText }: Extracted, named: string | null): string | undefined {
  if (named === null) return type
  return isText ? withUtf8(named) : named
}

function viewLength(view: ArrayBufferView): number {
  return isDataView(view) ? dataViewLength(view) : countOf(view as Uint8Array)
}

function text(content: string, type: string): Extracted {
  const data = encode(content)
  return { data, size: countOf(data), type: `${type};charset=UTF-8`, isText: true }
}

function isHtml(document: Document): boolean {
  return contentTypeOf(document) === 'text/html'
}

/** A document as it is sent: HTML in HTML's own syntax, everything else as XML. */
function markupOf(document: Document): string {
  const serializer = new XMLSerializer()
  if (!isHtml(document)) return serialize(serializer, document)
  let markup = ''
  for (let node = firstChildOf(document); node !== null; node = nextSiblingOf(node)) {
    markup += isElement(node) ? outerHtmlOf(node) : serialize(serializer, node)
  }
  return markup
}
