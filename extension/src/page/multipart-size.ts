import { countOf, encode } from './bytes.ts'
import { getter, keeper } from './kept.ts'

const { apply } = Reflect
const keepRegExp = keeper(RegExp)
const lineEnd = keepRegExp(/\r\n|\r|\n/g)
const quoted = keepRegExp(/["\r\n]/g)
const replace = lineEnd[Symbol.replace]
const forEach = FormData.prototype.forEach
const sizeOf = getter(Blob.prototype, 'size')
const typeOf = getter(Blob.prototype, 'type')
const nameOf = getter(File.prototype, 'name')

/** As long as the boundary that the browser will choose. */
const boundary = `--${'-'.repeat(38)}`

/** How many bytes a form is as multipart/form-data (HTML, multipart/form-data encoding algorithm). */
export function multipartSize(form: FormData): number {
  let frame = ''
  let files = 0
  const add = (value: FormDataEntryValue, name: string) => {
    frame += `${boundary}\r\nContent-Disposition: form-data; name="${escaped(withCrLf(name))}"`
    if (typeof value === 'string') frame += `\r\n\r\n${withCrLf(value)}\r\n`
    else {
      frame += `; filename="${escaped(nameOf(value))}"\r\nContent-Type: ${typeOf(value) || 'application/octet-stream'}\r\n\r\n\r\n`
      files += sizeOf(value)
    }
  }
  apply(forEach, form, [add])
  return countOf(encode(`${frame}${boundary}--\r\n`)) + files
}

function withCrLf(text: string): string {
  return apply(replace, lineEnd, [text, '\r\n'])
}

/** Each of these is sent as three characters. */
function escaped(name: string): string {
  return apply(replace, quoted, [name, '%22'])
}
