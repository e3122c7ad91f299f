import { useEffect, useRef, useState } from 'preact/hooks'
import browser, { type Runtime } from 'webextension-polyfill'
import type { FromProposer, Shown, ToProposer } from '../background/proposal/proposal-port.ts'
import type { PanelView } from '../panel-view.ts'

export type Proposal = {
  /** The file that was chosen, and what the background makes of it. */
  readonly chosen: { readonly text: string; readonly inspected: Shown } | undefined
  /** What becomes of the proposal that is under way. */
  readonly view: PanelView | undefined
  readonly choose: (files: FileList | null) => void
  readonly propose: (reason: string) => void
  readonly signIn: (issuer: string) => void
  readonly cancel: () => void
  readonly close: () => void
}

/** @param changed another policy is in force */
export function useProposal(changed: () => void): Proposal {
  const [text, setText] = useState<string>()
  const [inspected, setInspected] = useState<Shown>()
  const [view, setView] = useState<PanelView>()
  const port = useRef<Runtime.Port | undefined>(undefined)
  const tell = (message: FromProposer) => port.current?.postMessage(message)

  function receive(told: ToProposer): void {
    if (told.kind === 'inspected') setInspected(told.inspected)
    else setView(told.view)
    if (told.kind === 'show' && told.view.state === 'in-force') changed()
  }

  /** A worker that died is started anew, and goes on with what was asked. */
  function connect(): void {
    const opened = browser.runtime.connect({ name: 'proposal' })
    // Only the extension's own background is at the other end.
    opened.onMessage.addListener((message) => receive(message as ToProposer))
    opened.onDisconnect.addListener(connect)
    port.current = opened
  }

  useEffect(() => {
    connect()
    return () => port.current?.disconnect()
  }, [])

  return {
    chosen: text === undefined || inspected === undefined ? undefined : { text, inspected },
    view,
    choose: (files) => {
      setInspected(undefined)
      const [file] = files ?? []
      void file?.text().then((read) => {
        setText(read)
        tell({ kind: 'inspect', text: read })
      })
    },
    propose: (reason) => {
      setView({ state: 'preparing' })
      tell({ kind: 'propose', text: text ?? '', reason })
    },
    signIn: (issuer) => tell({ kind: 'sign-in', issuer }),
    cancel: () => tell({ kind: 'cancel' }),
    close: () => {
      setView(undefined)
      setInspected(undefined)
    },
  }
}
