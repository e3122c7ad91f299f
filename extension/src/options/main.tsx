import '@countersign/shared/ui/tokens.css'
import '@countersign/shared/ui/pieces.css'
import '../pages.css'
import { Mark } from '@countersign/shared/ui'
import { render } from 'preact'
import type { Overview } from '../background/pages.ts'
import { useOverview } from '../overview.ts'

/** What this browser trusts, and what it protects. */
function Options() {
  const { loaded, call } = useOverview()
  return (
    <main class="page">
      <header class="page__head">
        <Mark />
        <strong>Countersign</strong>
      </header>
      {loaded.state === 'loading' ? <p class="page__text">One moment…</p> : null}
      {loaded.state === 'failed' ? <p class="page__error">{loaded.error}</p> : null}
      {loaded.state !== 'ready' ? null : (
        <>
          <Trust overview={loaded.overview} />
          <Rules overview={loaded.overview} />
          {loaded.error === undefined ? null : <p class="page__error">{loaded.error}</p>}
          <button type="button" class="page__button" disabled={loaded.busy} onClick={() => call('refresh')}>
            Ask for a newer policy
          </button>
        </>
      )}
    </main>
  )
}

function Trust({ overview }: { readonly overview: Overview }) {
  return (
    <section>
      <h1>What this browser trusts</h1>
      <dl class="page__facts">
        <dt>Organisation</dt>
        <dd>{overview.organisation}</dd>
        <dt>Policy</dt>
        <dd>
          version {overview.version}, valid until {new Date(overview.validUntil).toLocaleDateString()}
        </dd>
        <dt>Signed with key</dt>
        <dd class="page__mono">{overview.fingerprint}</dd>
        <dt>Sign-in</dt>
        <dd>{overview.issuers.map(({ name, issuer }) => `${name} (${issuer})`).join(', ')}</dd>
        <dt>Relay</dt>
        <dd>{overview.relay}, which can delay or lose a request, never approve one</dd>
      </dl>
    </section>
  )
}

function Rules({ overview }: { readonly overview: Overview }) {
  return (
    <section>
      <h1>What needs an approval</h1>
      <ul class="page__rules">
        {overview.rules.map(({ id, console, method, url }) => (
          <li key={id}>
            <strong>{console}</strong> <span class="page__text">{id}</span>
            <div class="page__mono">
              {method} {url}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

render(<Options />, document.body)
