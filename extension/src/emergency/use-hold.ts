import { useEffect, useRef, useState } from 'preact/hooks'
import browser, { type Runtime } from 'webextension-polyfill'
import type { EmergencyView, FromEmergencyPage } from '../emergency-view.ts'

/** Milliseconds: a worker that was started anew knows the hold once its page has said so. */
const soon = 1_000

/** What becomes of one hold, by its name; and the way to hand statements in. */
export function useHold(key: string): { readonly view: EmergencyView; readonly hand: (jws: string) => void } {
  const [view, setView] = useState<EmergencyView>({ state: 'preparing' })
  const port = useRef<Runtime.Port | undefined>(undefined)

  useEffect(() => {
    const closed = new AbortController()
    let isOver = false
    const watch = () => port.current?.postMessage({ kind: 'watch', key } satisfies FromEmergencyPage)

    function receive(told: EmergencyView): void {
      isOver ||= told.state === 'ended'
      if (told.state === 'absent' && isOver) return
      setView(told)
      if (told.state === 'absent') setTimeout(() => !closed.signal.aborted && watch(), soon)
    }

    function connect(): void {
      if (closed.signal.aborted) return
      const opened = browser.runtime.connect({ name: 'emergency' })
      // Only the extension's own background is at the other end.
      opened.onMessage.addListener((message) => receive(message as EmergencyView))
      opened.onDisconnect.addListener(connect)
      port.current = opened
      watch()
    }

    connect()
    return () => {
      closed.abort()
      port.current?.disconnect()
    }
  }, [key])

  return { view, hand: (jws) => port.current?.postMessage({ kind: 'statement', key, jws } satisfies FromEmergencyPage) }
}
