import type { ResponseHead } from '../../page-messages.ts'
import { method } from '../kept.ts'

const lowerCase = method(String.prototype, 'toLowerCase')

type Head = Pick<ResponseHead, 'headers'> | undefined

/** One header of an answer, by its name in whatever case; null where it has none. */
export function headerOf(head: Head, name: string): string | null {
  const wanted = lowerCase(name)
  const { headers } = head ?? none
  for (let index = 0; index < headers.length; index += 1) {
    const header = headers[index]
    if (header?.[0] === wanted) return header[1]
  }
  return null
}

/** All headers as `getAllResponseHeaders` gives them; the browser's list is sorted and in lower case already. */
export function headerLines(head: Head): string {
  const { headers } = head ?? none
  let lines = ''
  for (let index = 0; index < headers.length; index += 1) {
    const header = headers[index]
    if (header !== undefined) lines += `${header[0]}: ${header[1]}\r\n`
  }
  return lines
}

const none: Pick<ResponseHead, 'headers'> = { headers: [] }
