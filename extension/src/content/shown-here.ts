import type { FromContent } from '../messages.ts'
import type { NotHeld } from '../page-messages.ts'
import type { PanelView } from '../panel-view.ts'
import { makePanel } from './panel/panel.tsx'
import { notHeldWords } from './panel/words.ts'

/** What is told in this frame of what it holds, and what of that has not ended. */
export function makeShownHere(post: (message: FromContent) => void) {
  const views = new Map<string, PanelView>()
  const panel = makePanel({
    cancel: (key) => post({ kind: 'cancel', key }),
    reason: (key, reason) => post({ kind: 'reason', key, reason }),
    close: (key) => panel.remove(key),
    emergency: (key) => post({ kind: 'emergency', key }),
    signIn: (issuer) => post({ kind: 'sign-in', issuer }),
  })
  const notHeld = (key: string, why: NotHeld) => panel.show(key, { state: 'blocked', why: notHeldWords[why] })

  return {
    show: (key: string, view: PanelView, drawn: 'here' | 'above') => {
      views.set(key, view)
      if (drawn === 'here') panel.show(key, view)
      else panel.remove(key)
    },
    hide: (key: string) => {
      views.delete(key)
      panel.remove(key)
    },
    /** Nothing more will be told of it: what it says stays until somebody closes it. */
    over: (key: string) => void views.delete(key),
    keys: (): readonly string[] => [...views.keys()],
    isReady: () => [...views.values()].some(({ state }) => state === 'ready'),
    preparing: (key: string) => panel.show(key, { state: 'preparing' }),
    /** By one key a reason is told once: a page may try again and again. */
    notHeld,
    /** What the background has to say of something that is not held here. */
    tell: panel.show,
    close: panel.remove,
    notice: panel.notice,
    drawAgain: panel.drawAgain,
  }
}
