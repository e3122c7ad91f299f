import { canonicalUrl, type Outgoing, type OutgoingBody } from '@countersign/shared/policy'
import type { Seen } from '../body-truth/compare.ts'
import { type RequestBody, seenOf } from '../body-truth/seen.ts'

/** A request as the browser tells of it. */
export type Told = {
  readonly method: string
  readonly url: string
  readonly headers: readonly { readonly name: string; readonly value?: string | undefined }[]
  readonly body: RequestBody | null | undefined
}

/**
 * The same as rules are asked about it.
 *
 * @param showsAll whether a body of which nothing is told is none
 */
export function outgoingOf({ method, url, headers, body }: Told, showsAll: boolean): Outgoing {
  const sent = headers.map(({ name, value }) => [name.toLowerCase(), value] as const)
  const type = sent.find(([name]) => name === 'content-type')?.[1] ?? ''
  // Chromium says nothing of a body where there is none, either; of what never has one that is sure.
  const isSure = showsAll || ['GET', 'HEAD'].includes(method)
  return {
    method: method.toUpperCase(),
    url: canonicalUrl(url) ?? url,
    headers: sent,
    body: bodyOf(seenOf(body, isSure), type),
  }
}

function bodyOf(seen: Seen, type: string): OutgoingBody {
  if (seen.kind === 'none') return seen
  if (seen.kind === 'bytes') return { kind: 'bytes', bytes: seen.bytes, type }
  if (seen.kind === 'hidden') return { kind: 'unseen' }
  const entries = [...seen.fields].flatMap(([name, values]) => values.map((value) => ({ name, value })))
  return { kind: 'form-data', entries }
}
