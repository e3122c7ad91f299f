import type { Captured, CapturedBody } from '@countersign/shared/protocol'

/** A request as people write it down, or as a recording has it. */
export type GivenRequest = {
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Uint8Array<ArrayBuffer> | undefined
}

/** The same as a browser would capture it. Without a content type the body has the one that it looks like. */
export async function captureOf({ method, url, headers, body }: GivenRequest): Promise<Captured> {
  return { method, url, headers, body: await captureBody(headers, body) }
}

async function captureBody(
  headers: GivenRequest['headers'],
  bytes: Uint8Array<ArrayBuffer> | undefined,
): Promise<CapturedBody> {
  if (bytes === undefined) return { kind: 'none' }
  const said = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1]
  const entries = said === undefined ? undefined : await formEntries(bytes, said)
  return entries === undefined ? { kind: 'bytes', bytes, type: said ?? typeOf(bytes) } : { kind: 'form-data', entries }
}

/** What a multipart body holds; undefined for another body, and for one that is none. */
async function formEntries(bytes: Uint8Array<ArrayBuffer>, type: string) {
  if (!/^multipart\/form-data\s*;/i.test(type)) return undefined
  try {
    const form = await new Response(bytes, { headers: { 'content-type': type } }).formData()
    return await Promise.all([...form].map(([name, value]) => entryOf(name, value)))
  } catch {
    return undefined
  }
}

async function entryOf(name: string, value: string | File) {
  if (typeof value === 'string') return { name, value }
  return { name, filename: value.name, type: value.type, value: new Uint8Array(await value.arrayBuffer()) }
}

function typeOf(bytes: Uint8Array): string {
  try {
    JSON.parse(new TextDecoder().decode(bytes))
    return 'application/json'
  } catch {
    return 'application/x-www-form-urlencoded'
  }
}
