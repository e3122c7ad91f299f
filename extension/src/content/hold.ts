import { encodeBase64url } from '@countersign/shared/protocol'
import browser from 'webextension-polyfill'
import type {
  FromContent,
  NotHeld,
  PageBody,
  PageCapture,
  SentBody,
  SentCapture,
  ToContent,
  ToPage,
} from '../messages.ts'
import { makeBackgroundPort } from './background-port.ts'
import { makePanel } from './panel/panel.tsx'
import { notHeldWords } from './panel/words.ts'
import { sendFetch } from './send-fetch.ts'
import { sendForm } from './send-form.ts'

type TellPage = (message: ToPage, transfer?: Transferable[]) => void
type Hold = {
  readonly capture: PageCapture
  readonly message: Extract<FromContent, { kind: 'hold' }>
  readonly soon: ReturnType<typeof setTimeout>
  used: boolean
}

/** Milliseconds in which it is mostly settled whether a rule protects it; nobody needs to see that it was looked into. */
const unseenFor = 300

/** More than this is not held: the approver could not read it, and it would have to travel. */
const bodyLimit = 1_048_576

/**
 * Keeps what is held in this frame: the bytes that were digested, out of the page's reach. They are sent from here,
 * at most once, when the background says so.
 */
export function makeHolds(tellPage: TellPage) {
  const held = new Map<string, Hold>()
  const background = makeBackgroundPort({
    receive,
    // A new worker knows only what it stored: it is told again what is held here.
    reconnected: () => [...held.values()].map(({ message }) => message),
  })
  const panel = makePanel({
    cancel: (key) => background.post({ kind: 'cancel', key }),
    reason: (key, reason) => background.post({ kind: 'reason', key, reason }),
    close: (key) => panel.remove(key),
  })

  function receive(message: ToContent): void {
    if (message.kind === 'notice') {
      panel.notice(message.words)
      return
    }
    const hold = held.get(message.key)
    clearTimeout(hold?.soon)
    if (message.kind === 'show') {
      panel.show(message.key, message.view)
      // A form that led elsewhere, while this page lives on: it is over, and never told to a new worker as held.
      if (message.view.state === 'done') end(message.key)
    } else if (message.kind === 'send' && hold !== undefined) void send(message.key, hold, message.url)
    else if (message.kind === 'fail' || message.kind === 'pass') finish(message)
  }

  function finish({ key, kind }: Extract<ToContent, { kind: 'fail' | 'pass' }>): void {
    if (kind === 'pass') panel.remove(key)
    if (!held.has(key)) return
    end(key)
    tellPage({ kind, key })
  }

  async function send(key: string, hold: Hold, url: string): Promise<void> {
    if (hold.used) return
    hold.used = true
    const { way } = hold.capture
    if (way.kind === 'form') return sendForm(hold.capture, way, url)
    const { sent, message, transfer } = await sendFetch(key, hold.capture, way, url)
    background.post({ kind: 'sent', key, sent })
    tellPage(message, transfer)
    end(key)
  }

  function tellNotHeld(key: string, why: NotHeld): void {
    panel.show(key, { state: 'blocked', why: notHeldWords[why] })
  }

  function end(key: string): void {
    held.delete(key)
    if (held.size === 0) background.rest()
  }

  return {
    hold: (key: string, capture: PageCapture) => {
      if (sizeOf(capture.body) > bodyLimit) {
        tellNotHeld(key, 'too-large')
        tellPage({ kind: 'fail', key })
        return
      }
      const page = { title: document.title.slice(0, 300).toWellFormed(), origin: location.origin }
      const message = { kind: 'hold', key, capture: asSent(capture), page } as const
      const soon = setTimeout(() => panel.show(key, { state: 'preparing' }), unseenFor)
      held.set(key, { capture, message, soon, used: false })
      background.post(message)
    },
    /** One card for each reason: a page may try again and again. */
    notHeld: (why: NotHeld) => tellNotHeld(why, why),
    /** On the page that a released form led to: tells how it went. */
    showWhatHappened: async () => {
      const message: ToContent | undefined = await browser.runtime.sendMessage('what-happened')
      if (message !== undefined) receive(message)
    },
    abort: (key: string) => {
      if (!held.has(key)) return
      background.post({ kind: 'cancel', key })
      end(key)
    },
  }
}

function sizeOf(body: PageBody): number {
  if (body.kind === 'none') return 0
  if (body.kind === 'bytes') return body.bytes.byteLength
  return body.entries.reduce((sum, entry) => sum + ('bytes' in entry ? entry.bytes.byteLength : entry.value.length), 0)
}

function asSent({ body, way, ...rest }: PageCapture): SentCapture {
  return { ...rest, way: way.kind, body: asSentBody(body) }
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
