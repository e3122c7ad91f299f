import type { EmergencyView } from '../../emergency-view.ts'

/** Where statements of emergency keys for one hold are handed in, and who looks on. */
export type Desk = {
  /** The person wants to go this way. */
  readonly opened: Promise<void>
  readonly isOpen: () => boolean
  readonly open: () => void
  readonly hand: (jws: string) => void
  /** The next statement that is handed in; undefined once the signal aborts. */
  readonly next: (signal: AbortSignal) => Promise<string | undefined>
  readonly show: (view: EmergencyView) => void
  /** Tells at once, and of every change, until the returned function is called. */
  readonly watch: (tell: (view: EmergencyView) => void) => () => void
}

export function makeDesk(): Desk {
  const handed: string[] = []
  const watching = new Set<(view: EmergencyView) => void>()
  let view: EmergencyView = { state: 'preparing' }
  let isOpen = false
  let tellOpened: () => void = () => {}
  let arrived: () => void = () => {}
  const opened = new Promise<void>((resolve) => {
    tellOpened = resolve
  })
  return {
    opened,
    isOpen: () => isOpen,
    open: () => {
      isOpen = true
      tellOpened()
    },
    hand: (jws) => {
      handed.push(jws)
      arrived()
    },
    next: async (signal) => {
      while (handed.length === 0 && !signal.aborted) {
        await new Promise<void>((resolve) => {
          arrived = resolve
          signal.addEventListener('abort', () => resolve(), { once: true })
        })
      }
      return signal.aborted ? undefined : handed.shift()
    },
    show: (next) => {
      view = next
      for (const tell of watching) tell(view)
    },
    watch: (tell) => {
      watching.add(tell)
      tell(view)
      return () => watching.delete(tell)
    },
  }
}
