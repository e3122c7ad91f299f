import { encodeBase64url, makeUnguessable } from '@countersign/shared/protocol'
import { bodyLimit } from '../body-limit.ts'
import { probeUrl } from '../mark.ts'
import type { FromContent, SentBody, SentCapture } from '../messages.ts'
import type { NotHeld } from '../page-messages.ts'
import type { SyncAnswer, SyncBody, SyncCall } from '../sync-call.ts'
import { isMadeAhead } from './once-there.ts'
import { askNow, sendSync } from './send-sync.ts'
import { thisPage } from './this-page.ts'

type Line = {
  readonly post: (message: FromContent) => void
  readonly notHeld: (why: NotHeld) => void
  /** Whether anything is ready here. */
  readonly isReady: () => boolean
}

/**
 * A request of a page that stands still until it is answered. The first try is only asked for; the next, once that is
 * approved, asks whether it is the approved one and may go out now, and is sent in the same moment.
 */
export function trySync(call: SyncCall, { post, notHeld, isReady }: Line): SyncAnswer | undefined {
  const why = whyNotHeld(call)
  if (why !== undefined) {
    notHeld(why)
    return undefined
  }
  const key = makeUnguessable()
  const { method, url, headers } = call
  const capture: SentCapture = { method, url, headers, body: sentBodyOf(call.body), way: 'sync', overheard: false }
  const page = thisPage()
  if (!isReady()) {
    post({ kind: 'hold', key, capture, page })
    return undefined
  }
  const probe = probeUrl(window.origin, makeUnguessable())
  post({ kind: 'retry', key, capture, page, probe })
  const { permission, times } = askNow(probe)
  post({ kind: 'asked', times })
  if (permission === undefined) post({ kind: 'left', key })
  if (permission?.send === undefined) return undefined
  const { sent, answer } = sendSync(capture, call, permission.send)
  post({ kind: 'sent', key, sent })
  return answer
}

function whyNotHeld({ body }: SyncCall): NotHeld | undefined {
  if (sizeOf(body) > bodyLimit) return 'too-large'
  return window.origin === 'null' || isMadeAhead() ? 'synchronous' : undefined
}

function sizeOf(body: SyncBody): number {
  if (body.kind === 'none') return 0
  if (body.kind === 'bytes') return body.latin.length
  return body.entries.reduce((sum, [name, value]) => sum + name.length + value.length, 0)
}

function sentBodyOf(body: SyncBody): SentBody {
  if (body.kind === 'none') return body
  if (body.kind === 'form-data') return { ...body, entries: body.entries.map(([name, value]) => ({ name, value })) }
  const bytes = Uint8Array.from(body.latin, (character) => character.charCodeAt(0))
  return { kind: 'bytes', type: body.type, bytes: encodeBase64url(bytes) }
}
