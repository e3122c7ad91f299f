import { method } from '../kept.ts'
import { headerOf } from './headers.ts'
import { type Held, loading, type Sending } from './held.ts'

const { Event, ProgressEvent, setTimeout, clearTimeout } = window
const dispatchEvent = method(EventTarget.prototype, 'dispatchEvent')

/** What browsers leave between two progress events, in milliseconds. */
const interval = 50

export type ProgressType = 'loadstart' | 'progress' | 'load' | 'loadend' | 'error' | 'abort' | 'timeout'

export function fireReadyState(xhr: XMLHttpRequest): void {
  dispatchEvent(xhr, new Event('readystatechange'))
}

/** @param total undefined where it is not known */
export function fireProgress(target: EventTarget, type: ProgressType, loaded: number, total: number | undefined): void {
  const lengthComputable = total !== undefined
  dispatchEvent(target, new ProgressEvent(type, { lengthComputable, loaded, total: total ?? 0 }))
}

/** With how much of the answer has come. */
export function fireLoaded(xhr: XMLHttpRequest, type: 'progress' | 'load' | 'loadend', held: Held): void {
  fireProgress(xhr, type, held.content.size, totalOf(held))
}

/** The progress events of an answer: one at once, one for each interval in which more has come, the rest at the end. */
export type Progress = { readonly more: () => void; readonly flush: () => void }

export function makeProgress(xhr: XMLHttpRequest, held: Held, sending: Sending): Progress {
  let timer: number | undefined
  let isDue = false
  let isFirst = true
  const fire = () => {
    isDue = false
    const { readyState } = held
    // Every progress comes with a change of the state, though it is the same state.
    if (!isFirst && readyState === loading) fireReadyState(xhr)
    isFirst = false
    if (held.readyState === readyState) fireLoaded(xhr, 'progress', held)
  }
  const next = () => {
    timer = undefined
    if (!isDue) return
    timer = setTimeout(() => {
      if (!sending.isOver) next()
    }, interval)
    fire()
  }
  return {
    more: () => {
      isDue = true
      if (timer === undefined) next()
    },
    flush: () => {
      clearTimeout(timer)
      if (isDue) fire()
    },
  }
}

/** A length is of the bytes on the wire: with a content encoding it says nothing of those that come out. */
function totalOf({ head, content }: Held): number | undefined {
  const length = headerOf(head, 'content-length')
  if (length === null || headerOf(head, 'content-encoding') !== null) return undefined
  const total = +length
  return total > 0 && content.size <= total ? total : undefined
}
