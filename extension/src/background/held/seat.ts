import type { Runtime } from 'webextension-polyfill'
import type { SentCapture } from '../../messages.ts'
import type { Sent } from '../../sent.ts'

/** One try of a page to send what is held; its content script keeps the bytes until it hears how it ends. */
export type Try = {
  readonly key: string
  readonly port: Runtime.Port
  readonly frameId: number
  readonly capture: SentCapture
  /** Where it asks whether it may go out, where its page stands still meanwhile. */
  readonly probe: string | undefined
  /** How the sending went; `left` when the page left before it was sent, undefined when it is not known. */
  readonly sent: Promise<Sent | 'left' | undefined>
  readonly answer: (sent: Sent | 'left' | undefined) => void
  /** Whether its content script has been told to send it. */
  sending: boolean
}

/** The place of the one try that is released when its hold is approved; it may be empty, and be taken again. */
export type Seat = {
  readonly taken: () => Try | undefined
  readonly take: (tried: Try) => void
  readonly leave: () => void
  /** The try that has the seat or takes it next; undefined once the signal aborts. */
  readonly next: (signal: AbortSignal) => Promise<Try | undefined>
}

export function makeSeat(first: Try | undefined): Seat {
  let taken = first
  const waiting = new Set<(tried: Try) => void>()
  return {
    taken: () => taken,
    take: (tried) => {
      taken = tried
      for (const resolve of waiting) resolve(tried)
      waiting.clear()
    },
    leave: () => {
      taken = undefined
    },
    next: (signal) =>
      new Promise((resolve) => {
        if (taken !== undefined || signal.aborted) return resolve(taken)
        waiting.add(resolve)
        signal.addEventListener('abort', () => {
          waiting.delete(resolve)
          resolve(undefined)
        })
      }),
  }
}

export function makeTry(place: Pick<Try, 'key' | 'port' | 'frameId' | 'capture' | 'probe'>): Try {
  let answer: Try['answer'] = () => {}
  const sent = new Promise<Sent | 'left' | undefined>((resolve) => {
    answer = resolve
  })
  return { ...place, sent, answer, sending: false }
}
