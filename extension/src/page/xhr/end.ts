import { abort } from '../channel.ts'
import { getter, method } from '../kept.ts'
import { makeContent } from './content.ts'
import { fireProgress, fireReadyState } from './events.ts'
import { done, type Held, opened, type Sending, unsent } from './held.ts'

const { setTimeout, clearTimeout } = window
const now = method(Performance.prototype, 'now')
const { performance } = window
const uploadOf = getter(XMLHttpRequest.prototype, 'upload')
const timeoutOf = getter(XMLHttpRequest.prototype, 'timeout')

/** Ends a request without an answer, as the browser does: the state first, then the upload's events, then its own. */
export function fail(xhr: XMLHttpRequest, held: Held, type: 'error' | 'abort' | 'timeout'): void {
  const isUploaded = held.sending?.isUploaded === true
  stop(held)
  forgetAnswer(held)
  held.readyState = done
  fireReadyState(xhr)
  if (!isUploaded) {
    fireProgress(uploadOf(xhr), type, 0, undefined)
    fireProgress(uploadOf(xhr), 'loadend', 0, undefined)
  }
  fireProgress(xhr, type, 0, undefined)
  fireProgress(xhr, 'loadend', 0, undefined)
}

/** `abort()` of the page: what is held is held no more, what is on its way goes on without the page. */
export function abortHeld(xhr: XMLHttpRequest, held: Held): void {
  if (held.sending !== undefined && held.readyState !== done) {
    abort(held.sending.key)
    fail(xhr, held, 'abort')
  }
  if (held.readyState !== done) return
  stop(held)
  forgetAnswer(held)
  held.readyState = unsent
}

/** The page has opened its object anew: what was before ends without a word. */
export function leave(xhr: XMLHttpRequest, before: Held): void {
  const { sending, readyState } = before
  if (sending !== undefined) abort(sending.key)
  stop(before)
  // The native object was open all the while, and is silent about being opened again.
  if (readyState !== opened) fireReadyState(xhr)
}

/** Starts the page's own time-out, or changes it; it counts from `send()`. */
export function armTimeout(xhr: XMLHttpRequest, held: Held, sending: Sending): void {
  clearTimeout(sending.timer)
  const timeout = timeoutOf(xhr)
  if (timeout === 0) return
  const left = sending.started + timeout - now(performance)
  sending.timer = setTimeout(() => {
    abort(sending.key)
    fail(xhr, held, 'timeout')
  }, left)
}

/** Nothing more of its sending reaches the page. */
export function stop(held: Held): void {
  const { sending } = held
  if (sending === undefined) return
  sending.isOver = true
  clearTimeout(sending.timer)
  sending.cancel?.()
  held.sending = undefined
}

function forgetAnswer(held: Held): void {
  held.head = undefined
  held.content = makeContent()
}
