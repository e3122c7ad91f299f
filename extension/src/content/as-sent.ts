import { encodeBase64url } from '@countersign/shared/protocol'
import type { SentBody, SentCapture } from '../messages.ts'
import type { PageBody, PageCapture } from '../page-messages.ts'
import { mayBeOverheard } from './overheard.ts'

/** A capture as the background gets it: ports carry no bytes, so they are text. */
export function asSent({ body, way, ...rest }: PageCapture): SentCapture {
  return { ...rest, way: way.kind, overheard: mayBeOverheard(way), body: asSentBody(body) }
}

function asSentBody(body: PageBody): SentBody {
  if (body.kind === 'none') return body
  if (body.kind === 'bytes')
    return { kind: 'bytes', type: body.type, bytes: encodeBase64url(new Uint8Array(body.bytes)) }
  const entries = body.entries.map((entry) => {
    if (!('bytes' in entry)) return entry
    return { ...entry, bytes: encodeBase64url(new Uint8Array(entry.bytes)) }
  })
  return { kind: 'form-data', entries }
}
