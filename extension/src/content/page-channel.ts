import type { FromPage, ToPage } from '../page-messages.ts'
import { ownCopy } from './own-copy.ts'

type Ends = {
  readonly receive: (message: Exclude<FromPage, { kind: 'taken' }>) => void
  /** What the hook is told first. */
  readonly greetings: () => readonly ToPage[]
}

/** The channel to the page hook, which takes one and no more. */
export function openPageChannel({ receive, greetings }: Ends) {
  const offered: MessagePort[] = []
  let taken: MessagePort | undefined

  function offer(): void {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = (event: MessageEvent<FromPage>) => {
      const message = ownCopy(event.data)
      if (message.kind === 'taken') taken ??= port1
      else receive(message)
    }
    for (const greeting of greetings()) port1.postMessage(greeting)
    offered.push(port1)
    window.postMessage('countersign:port', '*', [port2])
  }

  offer()
  return {
    tell: (message: ToPage, transfer: Transferable[] = []) => {
      for (const port of taken === undefined ? offered : [taken]) port.postMessage(message, transfer)
    },
    /** A page that was written anew before the hook heard of it has lost what was offered. */
    offerAgain: () => {
      if (taken === undefined) offer()
    },
  }
}
