import { makeUnguessable } from '@countersign/shared/protocol'
import { useMemo, useState } from 'preact/hooks'
import browser from 'webextension-polyfill'
import { makeBackgroundPort } from '../content/background-port.ts'
import type { FromContent, ToContent } from '../messages.ts'
import type { PanelView } from '../panel-view.ts'

export type Opened = {
  /** Undefined until somebody is asked. */
  readonly view: PanelView | undefined
  readonly ask: () => void
  readonly cancel: () => void
  readonly giveReason: (reason: string) => void
  readonly signIn: (issuer: string) => void
}

/** Asks for opening an address in this tab, and opens it when the background says so: as from the address bar. */
export function useOpened(url: string): Opened {
  const [view, setView] = useState<PanelView>()
  const line = useMemo(() => makeLine(url, setView), [url])
  return { view, ...line }
}

function makeLine(url: string, show: (view: PanelView) => void): Omit<Opened, 'view'> {
  let asked: Extract<FromContent, { kind: 'hold' }> | undefined
  let shown = ''
  const background = makeBackgroundPort({
    receive,
    reconnected: () => (asked === undefined ? [] : [asked]),
    // A page of the extension's own goes with it.
    cutOff: () => {},
  })

  function receive(message: ToContent): void {
    if (message.kind === 'show') {
      shown = message.key
      show(message.view)
    } else if (message.kind === 'send') {
      // It is on its way, and the next page tells how it went.
      asked = undefined
      void open(message.url)
    } else if (message.kind === 'fail' || message.kind === 'over') {
      asked = undefined
    }
  }

  return {
    ask: () => {
      const capture = { method: 'GET', url, headers: [], body: { kind: 'none' }, way: 'tab', overheard: false } as const
      const page = { title: 'Address bar', origin: new URL(url).origin }
      asked = { kind: 'hold', key: makeUnguessable(), capture, page }
      show({ state: 'preparing' })
      background.post(asked)
    },
    cancel: () => background.post({ kind: 'cancel', key: shown }),
    giveReason: (reason) => background.post({ kind: 'reason', key: shown, reason }),
    signIn: (issuer) => background.post({ kind: 'sign-in', issuer }),
  }
}

async function open(url: string): Promise<void> {
  const tab = await browser.tabs.getCurrent()
  await browser.tabs.update(tab.id, { url })
}
