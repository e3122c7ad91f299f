import { getter, method } from '../kept.ts'
import { charsetOf, essenceOf, isXml } from '../mime.ts'
import { bytesOf, textOf, utf8Of } from './content.ts'
import { headerOf } from './headers.ts'
import { done, type Held, loading } from './held.ts'

const { Blob, DOMParser, TextDecoder } = globalThis
const { parse } = JSON
const { defineProperties } = Object
const exec = method(RegExp.prototype, 'exec')
const parseDocument = method(DOMParser.prototype, 'parseFromString')
const typeOf = getter(XMLHttpRequest.prototype, 'responseType')
const bufferOf = getter(Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array<ArrayBuffer>, 'buffer')
const getElementsByTagName = method(Document.prototype, 'getElementsByTagName')
const itemCount = getter(HTMLCollection.prototype, 'length')
const decode = method(TextDecoder.prototype, 'decode')

/** What `response` gives, by the type that the page asked for. */
export function responseOf(xhr: XMLHttpRequest, held: Held): unknown {
  const type = typeOf(xhr)
  if (type === '' || type === 'text') return responseTextOf(xhr, held)
  if (held.readyState !== done || held.head === undefined) return null
  const { content } = held
  content.value ??= madeOf(held, type)
  return content.value
}

/** The text so far; the native property has checked that text was asked for. */
export function responseTextOf(xhr: XMLHttpRequest, held: Held): string {
  if (held.head === undefined || held.readyState < loading) return ''
  return textOf(held.content, encodingOf(held, typeOf(xhr)), held.readyState === done)
}

/** The answer as a document; the native property has checked that one may be asked for. */
export function responseXmlOf(xhr: XMLHttpRequest, held: Held): unknown {
  const type = typeOf(xhr)
  if (type === 'document') return responseOf(xhr, held)
  if (held.readyState !== done || held.head === undefined) return null
  held.content.value ??= documentOf(held, type)
  return held.content.value
}

function madeOf(held: Held, type: XMLHttpRequestResponseType): unknown {
  if (type === 'json') return jsonOf(utf8Of(held.content))
  if (type === 'arraybuffer') return bufferOf(bytesOf(held.content))
  if (type === 'blob') return new Blob([bytesOf(held.content)], { type: mimeTypeOf(held) })
  return documentOf(held, type)
}

function jsonOf(text: string): unknown {
  try {
    return parse(text)
  } catch {
    return null
  }
}

/** Null for what is no document: other types, nothing at all, XML that is not well-formed. */
function documentOf(held: Held, type: XMLHttpRequestResponseType): Document | null {
  const mimeType = mimeTypeOf(held)
  const isHtml = mimeType === 'text/html'
  if (held.content.size === 0 || (isHtml ? type !== 'document' : !isXml(mimeType))) return null
  const text = textOf(held.content, encodingOf(held, type), true)
  const document = parseDocument(new DOMParser(), text, isHtml ? 'text/html' : parsedAs(mimeType))
  if (!isHtml && itemCount(getElementsByTagName(document, 'parsererror')) > 0) return null
  const { url } = held.head ?? held
  return defineProperties(document, { URL: { value: url }, documentURI: { value: url } })
}

function parsedAs(mimeType: string): DOMParserSupportedType {
  const isKnown = mimeType === 'text/xml' || mimeType === 'application/xhtml+xml' || mimeType === 'image/svg+xml'
  return isKnown ? mimeType : 'application/xml'
}

/** An answer without a type is taken for XML (XMLHttpRequest, response MIME type). */
function mimeTypeOf({ mimeType, head }: Held): string {
  return essenceOf(mimeType ?? headerOf(head, 'content-type') ?? '') ?? 'text/xml'
}

function encodingOf(held: Held, type: XMLHttpRequestResponseType): string {
  const named = charsetOf(held.mimeType ?? '') ?? charsetOf(headerOf(held.head, 'content-type') ?? '')
  if (named !== undefined) return named
  const mimeType = mimeTypeOf(held)
  if (type !== 'text' && isXml(mimeType)) return declaredIn(held, xmlDeclaration) ?? 'utf-8'
  return (type === 'document' && mimeType === 'text/html' ? declaredIn(held, metaElement) : undefined) ?? 'utf-8'
}

const xmlDeclaration = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.-]+)/
const metaElement = /<meta[^>]*\scharset\s*=\s*["']?([\w.-]+)/i

/** The encoding that a document's own first kilobyte names, in the letters that all encodings share. */
function declaredIn({ content }: Held, declaration: RegExp): string | undefined {
  const start = decode(new TextDecoder('latin1'), bytesOf(content))
  return exec(declaration, start)?.[1]
}
