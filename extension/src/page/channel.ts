import type { FromPage, ToPage } from '../messages.ts'
import { setMatchers } from './rules.ts'

/** How a held request ends for the page. */
export type Ending = Extract<ToPage, { kind: 'answer' }> | { readonly kind: 'fail' } | { readonly kind: 'pass' }

const waiting = new Map<string, (ending: Ending) => void>()
const unsent: { readonly message: FromPage; readonly transfer: readonly Transferable[] }[] = []
let port: MessagePort | undefined

/**
 * Takes the port that the content script hands over. This listener is there before any page script and stops the
 * event, so that no page script ever holds the port. What the page could do with it is no more than ask: everything
 * that releases stays in the content script and the background.
 */
export function openChannel(): void {
  window.addEventListener('message', take, true)
}

function take(event: MessageEvent): void {
  const [offered] = event.ports
  if (event.data !== 'countersign:port' || offered === undefined || port !== undefined) return
  event.stopImmediatePropagation()
  window.removeEventListener('message', take, true)
  port = offered
  port.onmessage = ({ data }: MessageEvent<ToPage>) => receive(data)
  for (const { message, transfer } of unsent.splice(0)) port.postMessage(message, [...transfer])
}

/** Hands a captured request over and waits for its end. */
export function hold(message: Extract<FromPage, { kind: 'hold' }>, transfer: readonly Transferable[]): Promise<Ending> {
  return new Promise((resolve) => {
    waiting.set(message.key, resolve)
    post(message, transfer)
  })
}

export function abort(key: string): void {
  waiting.delete(key)
  post({ kind: 'abort', key }, [])
}

function post(message: FromPage, transfer: readonly Transferable[]): void {
  if (port === undefined) unsent.push({ message, transfer })
  else port.postMessage(message, [...transfer])
}

function receive(message: ToPage): void {
  if (message.kind === 'matchers') {
    setMatchers(message.matchers)
    return
  }
  const resolve = waiting.get(message.key)
  waiting.delete(message.key)
  resolve?.(message)
}
