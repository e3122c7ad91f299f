import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import type { GivenRequest } from '../explain/given-request.ts'
import { PolicyFileError } from '../policy-file-error.ts'

const Pair = Type.Object({ name: Type.String(), value: Type.Optional(Type.String()) })

/** HTTP Archive 1.2, as far as it is read: http://www.softwareishard.com/blog/har-12-spec/#request */
const Request = Type.Object({
  method: Type.String(),
  url: Type.String(),
  headers: Type.Optional(Type.Array(Pair)),
  bodySize: Type.Optional(Type.Number()),
  postData: Type.Optional(
    Type.Object({
      mimeType: Type.Optional(Type.String()),
      text: Type.Optional(Type.String()),
      params: Type.Optional(Type.Array(Pair)),
    }),
  ),
})
const Har = Type.Object({ log: Type.Object({ entries: Type.Array(Type.Object({ request: Request })) }) })

/** A recorded request. Recorders leave bodies out: then it is not known what was in it. */
export type Recorded = GivenRequest & { readonly bodyMissing: boolean }

/** @throws {PolicyFileError} */
export function readHar(file: string, text: string): readonly Recorded[] {
  const har = jsonIn(text)
  if (!Value.Check(Har, har)) throw new PolicyFileError(`${file} is no HAR file (HTTP Archive, as browsers save it).`)
  return har.log.entries.map(({ request }) => recorded(request))
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    return undefined
  }
}

function recorded({ method, url, headers = [], bodySize = 0, postData }: Static<typeof Request>): Recorded {
  // What HTTP/2 calls its own parts is no header that a page set.
  const given = headers.flatMap(({ name, value = '' }) => (name.startsWith(':') ? [] : [[name, value] as const]))
  const isTyped = given.some(([name]) => name.toLowerCase() === 'content-type')
  const typed =
    isTyped || postData?.mimeType === undefined ? given : [...given, ['content-type', postData.mimeType] as const]
  const body = bodyOf(postData)
  return { method, url, headers: typed, body, bodyMissing: body === undefined && bodySize > 0 }
}

function bodyOf(postData: Static<typeof Request>['postData']): Uint8Array<ArrayBuffer> | undefined {
  const { mimeType = '', text = '', params = [] } = postData ?? {}
  if (text !== '') return new TextEncoder().encode(text)
  if (params.length === 0 || !mimeType.startsWith('application/x-www-form-urlencoded')) return undefined
  return new TextEncoder().encode(new URLSearchParams(params.map(({ name, value = '' }) => [name, value])).toString())
}
