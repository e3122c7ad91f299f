import '@countersign/shared/ui/tokens.css'
import '@countersign/shared/ui/pieces.css'
import '../pages.css'
import { Mark, Person } from '@countersign/shared/ui'
import { render } from 'preact'
import browser from 'webextension-polyfill'
import { useOverview } from '../overview.ts'

/** Who asks from this browser, and for which organisation. */
function Popup() {
  const { loaded, call } = useOverview()
  return (
    <main class="page page--popup">
      <header class="page__head">
        <Mark />
        <strong>Countersign</strong>
      </header>
      {loaded.state === 'loading' ? <p class="page__text">One moment…</p> : null}
      {loaded.state === 'failed' ? <p class="page__error">{loaded.error}</p> : null}
      {loaded.state !== 'ready' ? null : (
        <>
          {loaded.overview.person === undefined ? (
            <p class="page__text">Sign in once, so that your requests need no waiting for it.</p>
          ) : (
            <Person name={loaded.overview.person.name} note={`signed in with ${loaded.overview.person.issuer}`} />
          )}
          {loaded.error === undefined ? null : <p class="page__error">{loaded.error}</p>}
          <button
            type="button"
            class="page__button"
            disabled={loaded.busy}
            onClick={() => call(loaded.overview.person === undefined ? 'sign-in' : 'sign-out')}
          >
            {loaded.overview.person === undefined ? `Sign in with ${loaded.overview.issuers[0]?.name}` : 'Sign out'}
          </button>
          <p class="page__text">
            {loaded.overview.organisation} protects {loaded.overview.rules.length} kinds of action here.{' '}
            <button type="button" class="page__link" onClick={() => void browser.runtime.openOptionsPage()}>
              See which
            </button>
          </p>
        </>
      )}
    </main>
  )
}

render(<Popup />, document.body)
