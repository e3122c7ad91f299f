import { answerOfTexts, type SyncAnswer, type SyncCall, textsOfCall } from '../sync-call.ts'
import { getter, method } from './kept.ts'
import { listen } from './listen.ts'
import { pack, unpack } from './packed.ts'

const { CustomEvent } = window
const dispatchEvent = method(EventTarget.prototype, 'dispatchEvent')
const detailOf = getter(CustomEvent.prototype, 'detail')

let name: string | undefined
let answered = ''

/**
 * The line on which a request is handed to the content script and answered while the page stands still. Its name is a
 * secret of the two, so that no page listens; what is said on it could be said by every page, and releases nothing.
 */
export function openLine(given: string): void {
  if (name !== undefined) return
  name = given
  listen(`${given}.`, (event) => {
    // Made by the content script alone.
    answered = detailOf(event as CustomEvent<string>)
  })
}

/** Undefined where it was not sent: it is asked for, or cannot be. `unheard` where nobody is there to hear it. */
export function callOnLine(call: SyncCall): SyncAnswer | 'unheard' | undefined {
  if (name === undefined) return 'unheard'
  answered = ''
  dispatchEvent(window, new CustomEvent(name, { detail: pack(textsOfCall(call)) }))
  return answerOfTexts(unpack(answered))
}
