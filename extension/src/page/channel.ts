import type { FromPage, ToPage } from '../page-messages.ts'
import { dictionary, getter, keeper, method } from './kept.ts'
import { openLine } from './line.ts'
import { listen } from './listen.ts'
import { setMatchers } from './rules.ts'

/** How a held request ends for the page. */
export type Ending = Answer | { readonly kind: 'fail' } | { readonly kind: 'pass' }
export type Answer = Extract<ToPage, { kind: 'answer' }>

const { Promise, Uint32Array } = globalThis
const stopImmediatePropagation = method(Event.prototype, 'stopImmediatePropagation')
const dataOf = getter(MessageEvent.prototype, 'data')
const portsOf = getter(MessageEvent.prototype, 'ports')
const keepPort = keeper(MessagePort)
const getRandomValues = method(Crypto.prototype, 'getRandomValues')
const asText = method(Number.prototype, 'toString')

const waiting = dictionary<(ending: Ending) => void>()
const unsent: { readonly message: FromPage; readonly transfer: readonly Transferable[] }[] = []
let port: MessagePort | undefined

/**
 * Takes the port that the content script hands over. This listener is there before any page script and stops the
 * event, so that no page script ever holds the port. What the page could do with it is no more than ask: everything
 * that releases stays in the content script and the background.
 */
export function openChannel(): void {
  listen('message', take)
}

function take(event: Event): void {
  // Listens to `message` alone. A made-up event is not the content script's.
  const message = event as MessageEvent
  if (!event.isTrusted || dataOf(message) !== 'countersign:port') return
  stopImmediatePropagation(event)
  const offered = portsOf(message)[0]
  if (offered === undefined || port !== undefined) return
  port = keepPort(offered)
  port.onmessage = (received) => receive(dataOf(received))
  post({ kind: 'taken' }, [])
  for (let index = 0; index < unsent.length; index += 1) {
    const late = unsent[index]
    if (late !== undefined) post(late.message, late.transfer)
  }
  unsent.length = 0
}

/** A name for one request that no other page and no other frame uses. */
export function makeKey(): string {
  const words = new Uint32Array(4)
  getRandomValues(crypto, words)
  let key = ''
  for (let index = 0; index < 4; index += 1) key += `${asText(words[index] ?? 0, 36)}.`
  return key
}

/** Hands a captured request over and waits for its end. */
export function hold(message: Extract<FromPage, { kind: 'hold' }>, transfer: readonly Transferable[]): Promise<Ending> {
  return new Promise((resolve) => {
    waiting[message.key] = resolve
    post(message, transfer)
  })
}

/** The page has stopped waiting. */
export function abort(key: string): void {
  delete waiting[key]
  post({ kind: 'abort', key }, [])
}

/** Tells the person that a protected request was not sent, and why it could not be held. */
export function tellNotHeld(why: Extract<FromPage, { kind: 'not-held' }>['why']): void {
  post({ kind: 'not-held', why }, [])
}

/** Hands over a synchronous call that could not be heard while its page stood still; nobody waits for it any more. */
export function askLater(call: string): void {
  post({ kind: 'late-sync', call }, [])
}

function post(message: FromPage, transfer: readonly Transferable[]): void {
  if (port === undefined) unsent[unsent.length] = { message, transfer }
  // The browser does not change the list that it is given.
  else port.postMessage(message, transfer as Transferable[])
}

function receive(message: ToPage): void {
  if (message.kind === 'matchers') setMatchers(message.matchers)
  else if (message.kind === 'line') openLine(message.name)
  else end(message)
}

function end(message: Extract<ToPage, { key: string }>): void {
  const resolve = waiting[message.key]
  delete waiting[message.key]
  resolve?.(message)
}
