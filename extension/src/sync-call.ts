/** What a synchronous request carries from the page's world to the isolated one, and back; texts alone, in order. */
export type SyncCall = {
  readonly method: string
  readonly url: string
  readonly withCredentials: boolean
  /** What the page wants the answer to be read as; empty where it did not say. */
  readonly mimeType: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: SyncBody
}

export type SyncBody =
  | { readonly kind: 'none' }
  /** `latin`: one character for each byte. */
  | { readonly kind: 'bytes'; readonly type: string; readonly latin: string }
  | { readonly kind: 'form-data'; readonly entries: readonly (readonly [name: string, value: string])[] }

export type SyncAnswer = {
  readonly status: number
  readonly statusText: string
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly text: string
}

/** A call as a list of texts. */
export function textsOfCall({ method, url, withCredentials, mimeType, headers, body }: SyncCall): string[] {
  const texts = [method, url, withCredentials ? 'include' : '', mimeType, body.kind, `${headers.length}`]
  addPairs(texts, headers)
  if (body.kind === 'bytes') addPairs(texts, [[body.type, body.latin]])
  if (body.kind === 'form-data') addPairs(texts, body.entries)
  return texts
}

export function callOfTexts(texts: readonly string[]): SyncCall | undefined {
  const [method, url, credentials, mimeType, kind, count] = texts
  if (method === undefined || url === undefined || mimeType === undefined || count === undefined) return undefined
  const behind = 6 + 2 * Number(count)
  const body = bodyOf(kind, pairsFrom(texts, behind, texts.length))
  if (body === undefined) return undefined
  const headers = pairsFrom(texts, 6, behind)
  return { method, url, withCredentials: credentials === 'include', mimeType, headers, body }
}

export function textsOfAnswer({ status, statusText, url, headers, text }: SyncAnswer): string[] {
  const texts = [`${status}`, statusText, url, text]
  addPairs(texts, headers)
  return texts
}

/** Undefined for no answer: the browser's network error. */
export function answerOfTexts(texts: readonly string[]): SyncAnswer | undefined {
  // In the page's world, where no iterator is to be trusted.
  const status = texts[0]
  const statusText = texts[1]
  const url = texts[2]
  const text = texts[3]
  if (status === undefined || statusText === undefined || url === undefined || text === undefined) return undefined
  return { status: +status, statusText, url, text, headers: pairsFrom(texts, 4, texts.length) }
}

function bodyOf(kind: string | undefined, pairs: readonly (readonly [string, string])[]): SyncBody | undefined {
  if (kind === 'none') return { kind }
  if (kind === 'form-data') return { kind, entries: pairs }
  const first = pairs[0]
  return kind === 'bytes' && first !== undefined ? { kind, type: first[0], latin: first[1] } : undefined
}

function addPairs(texts: string[], pairs: readonly (readonly [string, string])[]): void {
  for (let index = 0; index < pairs.length; index += 1) {
    const pair = pairs[index]
    texts[texts.length] = pair?.[0] ?? ''
    texts[texts.length] = pair?.[1] ?? ''
  }
}

function pairsFrom(texts: readonly string[], start: number, end: number): [string, string][] {
  const pairs: [string, string][] = []
  for (let index = start; index + 1 < end; index += 2)
    pairs[pairs.length] = [texts[index] ?? '', texts[index + 1] ?? '']
  return pairs
}
