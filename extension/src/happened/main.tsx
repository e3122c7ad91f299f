import '@countersign/shared/ui/tokens.css'
import '@countersign/shared/ui/pieces.css'
import '../content/panel/panel.css'
import '../pages.css'
import { Mark } from '@countersign/shared/ui'
import { render } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import browser from 'webextension-polyfill'
import { Card } from '../content/panel/card.tsx'
import type { ToContent } from '../messages.ts'
import type { PanelView } from '../panel-view.ts'

/** Shown in place of the browser's error page where a form was released and no answer came: there no panel can be. */
function Happened() {
  const [view, setView] = useState<PanelView>()
  useEffect(() => void readView().then(setView), [])
  return (
    <main class="page">
      <header class="page__head">
        <Mark />
        <strong>Countersign</strong>
      </header>
      {view === undefined ? null : (
        <Card
          view={view}
          nothing=""
          cancel={() => {}}
          giveReason={() => {}}
          signIn={() => {}}
          close={() => setView(undefined)}
        />
      )}
      <p class="page__text">
        The browser had no page to show for it. Whether it ran, the console alone can say: look there before you repeat
        it.
      </p>
    </main>
  )
}

/** It is told once: a reload finds it where it was put. */
async function readView(): Promise<PanelView | undefined> {
  // Written below and nowhere else.
  const told = history.state as PanelView | null
  if (told !== null) return told
  const message: ToContent | undefined = await browser.runtime.sendMessage('what-happened')
  if (message?.kind !== 'show') return undefined
  history.replaceState(message.view, '')
  return message.view
}

render(<Happened />, document.body)
