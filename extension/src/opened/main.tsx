import '@countersign/shared/ui/tokens.css'
import '@countersign/shared/ui/pieces.css'
import '../content/panel/panel.css'
import '../pages.css'
import { Mark } from '@countersign/shared/ui'
import { render } from 'preact'
import { useState } from 'preact/hooks'
import { Card } from '../content/panel/card.tsx'
import { openedUrl } from './opened-url.ts'
import { useOpened } from './use-opened.ts'

/**
 * Shown in place of the browser's error page where a protected address was opened in a way that no page could hold.
 * Nobody is asked before the person says so: any site may have led here.
 */
function Opened({ url }: { readonly url: string }) {
  const { view, ask, cancel, giveReason, signIn } = useOpened(url)
  const [isClosed, setClosed] = useState(false)
  return (
    <main class="page">
      <header class="page__head">
        <Mark />
        <strong>Countersign</strong>
      </header>
      {view !== undefined && !isClosed ? (
        <Card
          view={view}
          nothing="Nothing was sent."
          cancel={cancel}
          giveReason={giveReason}
          signIn={signIn}
          close={() => setClosed(true)}
        />
      ) : (
        <section>
          <h1>This address is protected</h1>
          <p class="page__text">It was opened from the address bar, a bookmark or another page. Nothing was sent.</p>
          <p class="page__mono">{url}</p>
          <button
            type="button"
            class="page__button"
            onClick={() => {
              setClosed(false)
              ask()
            }}
          >
            Ask for it
          </button>
        </section>
      )}
    </main>
  )
}

const url = openedUrl(location.hash)
if (url !== undefined) render(<Opened url={url} />, document.body)
