import { bodyLimit } from '../body-limit.ts'
import { likenessOf } from '../likeness.ts'
import type { FromContent } from '../messages.ts'
import type { PageCapture } from '../page-messages.ts'
import type { TellPage } from './answer-all.ts'
import { asSent } from './as-sent.ts'
import { sizeOf } from './body-size.ts'
import { leadsToNewTab, openNewTab } from './new-tab.ts'
import type { makeShownHere } from './shown-here.ts'
import { thisPage } from './this-page.ts'
import type { makeTries } from './tries.ts'

/** Milliseconds in which it is mostly settled whether a rule protects it; nobody needs to see that it was looked into. */
const unseenFor = 300

type Frame = {
  readonly tries: ReturnType<typeof makeTries>
  readonly shown: ReturnType<typeof makeShownHere>
  readonly post: (message: FromContent) => void
  readonly tellPage: TellPage
}

/** Holds one call of the page: as a new try, or with one that is like it and waits already; or it is told why not. */
export function holdCall({ tries, shown, post, tellPage }: Frame, key: string, capture: PageCapture): void {
  if (sizeOf(capture.body) > bodyLimit) {
    shown.notHeld('too-large', 'too-large')
    tellPage({ kind: 'fail', key })
    return
  }
  const sent = asSent(capture)
  const likeness = once(() => JSON.stringify([likenessOf(sent), capture.way]))
  const same = tries.findLike(capture, likeness)
  if (same !== undefined) {
    same.waiting.set(key, capture)
    return
  }
  const opened = leadsToNewTab(capture.way) ? openNewTab() : undefined
  if (opened === undefined && leadsToNewTab(capture.way)) {
    shown.notHeld('new-tab', 'new-tab')
    return
  }
  const named = opened === undefined ? sent : { ...sent, opens: opened.name }
  const message = { kind: 'hold', key, capture: named, page: thisPage() } as const
  const soon = setTimeout(() => shown.preparing(key), unseenFor)
  tries.add(key, { capture, likeness, message, waiting: new Map([[key, capture]]), opened, soon, used: false })
  post(message)
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
