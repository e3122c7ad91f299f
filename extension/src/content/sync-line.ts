import { pack, unpack } from '../page/packed.ts'
import { callOfTexts, type SyncAnswer, type SyncCall, textsOfAnswer } from '../sync-call.ts'
import { listen } from './listen.ts'

/**
 * The line on which the page hook hands over a request while the page stands still. A page that found its name could
 * ask, which it can anyhow; what may be sent the background alone decides.
 *
 * @returns its name, for the hook
 */
export function openSyncLine(answer: (call: SyncCall) => SyncAnswer | undefined): string {
  const name = `countersign-${[...crypto.getRandomValues(new Uint32Array(4))].join('-')}`
  listen(window, name, (event) => {
    const detail: unknown = event instanceof CustomEvent ? event.detail : undefined
    const call = typeof detail === 'string' ? callOfTexts(unpack(detail)) : undefined
    const given = call === undefined ? undefined : answer(call)
    const texts = given === undefined ? [] : textsOfAnswer(given)
    window.dispatchEvent(new CustomEvent(`${name}.`, { detail: pack(texts) }))
  })
  return name
}
