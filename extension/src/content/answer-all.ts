import type { ToPage } from '../page-messages.ts'
import type { PageAnswer } from './send-fetch.ts'

export type TellPage = (message: ToPage, transfer?: Transferable[]) => void

/** Each call that waited gets the answer, as if it had been sent by itself. */
export function answerAll(tellPage: TellPage, keys: readonly string[], answer: PageAnswer): void {
  let rest = answer.body
  for (const [index, key] of keys.entries()) {
    const [body, others] = rest === null || index === keys.length - 1 ? [rest, null] : rest.tee()
    rest = others
    if (answer.head === undefined) tellPage({ kind: 'fail', key })
    else tellPage({ kind: 'answer', key, head: answer.head, body }, body === null ? [] : [body])
  }
}
