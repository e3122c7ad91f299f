import { bodyLimit } from '../body-limit.ts'
import { brand, getter, method } from './kept.ts'

const { isView } = ArrayBuffer
const sizeOf = getter(Blob.prototype, 'size')
const lengthOf = getter(ArrayBuffer.prototype, 'byteLength')
const viewLength = getter(DataView.prototype, 'byteLength')
const arrayLength = getter(Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array, 'byteLength')
const hasField = method(FormData.prototype, 'has')
const isBlob = brand(sizeOf)
const isBuffer = brand(lengthOf)
const isDataView = brand(viewLength)
const isForm = brand((form: FormData) => hasField(form, ''))
const eachField = method(FormData.prototype, 'forEach')

/** Whether a body is surely more than can be held: seen without a copy of it, which might be larger than the page. */
export function isTooLarge(body: unknown): boolean {
  return sizeAtLeast(body) > bodyLimit
}

/** A size that the body has at the least, in bytes. */
export function sizeAtLeast(body: unknown): number {
  // A character is one byte or more.
  if (typeof body === 'string') return body.length
  if (isBlob(body)) return sizeOf(body)
  if (isBuffer(body)) return lengthOf(body)
  if (isDataView(body)) return viewLength(body)
  if (isView(body)) return arrayLength(body as Uint8Array)
  return isForm(body) ? partsAtLeast(body) : 0
}

function partsAtLeast(form: FormData): number {
  let size = 0
  eachField(form, (value, name) => {
    size += name.length + (typeof value === 'string' ? value.length : sizeOf(value))
  })
  return size
}
