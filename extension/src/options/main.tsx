import '@countersign/shared/ui/tokens.css'
import '@countersign/shared/ui/pieces.css'
import '../content/panel/panel.css'
import '../pages.css'
import { Mark } from '@countersign/shared/ui'
import { render } from 'preact'
import type { PolicyShown } from '../background/pages.ts'
import { useOverview } from '../overview.ts'
import { Warnings } from '../warnings.tsx'
import { Access } from './access.tsx'
import { Coverage } from './coverage.tsx'
import { Pin, Unpin } from './pin.tsx'
import { Propose } from './propose.tsx'
import { TrustFacts } from './trust-facts.tsx'

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
          {loaded.overview.trust.kind === 'none' ? <Pin /> : <Warnings overview={loaded.overview} />}
          <TrustFacts trust={loaded.overview.trust} policy={loaded.overview.policy} />
          {loaded.error === undefined ? null : <p class="page__error">{loaded.error}</p>}
          {loaded.overview.trust.kind !== 'anchor' ? null : (
            <button
              type="button"
              class="page__button page__button--quiet"
              disabled={loaded.busy}
              onClick={() => call('refresh')}
            >
              Ask for a newer policy
            </button>
          )}
          {loaded.overview.policy === undefined ? null : (
            <>
              <Access hosts={loaded.overview.access} />
              <Rules policy={loaded.overview.policy} />
              <Coverage
                policy={loaded.overview.policy}
                tally={loaded.overview.coverage}
                limits={loaded.overview.limits}
              />
              <Propose policy={loaded.overview.policy} changed={() => call('overview')} />
            </>
          )}
          {loaded.overview.trust.kind === 'anchor' && loaded.overview.trust.from === 'pinned' ? (
            <Unpin organisation={loaded.overview.policy?.organisation ?? 'it'} />
          ) : null}
        </>
      )}
    </main>
  )
}

function Rules({ policy: { rules, monitored } }: { readonly policy: PolicyShown }) {
  return (
    <>
      <section>
        <h1>What is protected</h1>
        {rules.length === 0 ? <p class="page__text">Nothing yet.</p> : <RuleList rules={rules} />}
      </section>
      {monitored.length === 0 ? null : (
        <section>
          <h1>What is only recorded</h1>
          <p class="page__text">
            Your security team tries these rules. Nothing is held: what they match goes on at once, and the team sees
            who did what, and when. Content is not recorded.
          </p>
          <RuleList rules={monitored} />
        </section>
      )}
    </>
  )
}

function RuleList({ rules }: { readonly rules: PolicyShown['monitored'] }) {
  return (
    <ul class="page__rules">
      {rules.map(({ id, console, method, url }) => (
        <li key={id}>
          <strong>{console}</strong> <span class="page__text">{id}</span>
          <div class="page__mono">
            {method} {url}
          </div>
        </li>
      ))}
    </ul>
  )
}

render(<Options />, document.body)
