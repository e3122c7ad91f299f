import type { Answer } from '../channel.ts'
import { keeper } from '../kept.ts'
import type { Login } from './authorization.ts'
import type { Content } from './content.ts'

export const unsent = 0
export const opened = 1
export const headersReceived = 2
export const loading = 3
export const done = 4

/**
 * A request that a rule protects, from its `open()` to the next one. The native object never sends it and stays as it
 * was opened: what has come of it is here, and the page reads it in place of the native object's own.
 */
export type Held = {
  readonly method: string
  /** As the rules see it: without fragment and credentials. */
  readonly url: string
  readonly isAsync: boolean
  readonly login: Login | undefined
  readonly headers: Headers
  mimeType: string | undefined
  readyState: number
  /** From `send()` until everything has come, or nothing will. */
  sending: Sending | undefined
  head: Answer['head'] | undefined
  content: Content
}

/** One `send()`. */
export type Sending = {
  readonly key: string
  readonly started: number
  /** In bytes; undefined without a body. */
  readonly size: number | undefined
  /** Whether the page was told that its body has gone. */
  isUploaded: boolean
  /** Nothing of it reaches the page any more. */
  isOver: boolean
  timer: number | undefined
  /** Ends the answer that comes in. */
  cancel: (() => void) | undefined
}

/** Whether it may be given headers and be sent. */
export function isReady({ readyState, sending }: Held): boolean {
  return readyState === opened && sending === undefined
}

/** What is held, by the object that the page has. */
export const held = keeper<WeakMap<XMLHttpRequest, Held>>(WeakMap)(new WeakMap())
