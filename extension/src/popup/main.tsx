import '@countersign/shared/ui/tokens.css'
import '@countersign/shared/ui/pieces.css'
import '../pages.css'
import { Mark, Person } from '@countersign/shared/ui'
import { render } from 'preact'
import browser from 'webextension-polyfill'
import type { Overview, PageCall, PolicyShown } from '../background/pages.ts'
import { useOverview } from '../overview.ts'
import { Warnings } from '../warnings.tsx'
import { BlockedHere, countBlockedHere } from './blocked-here.tsx'

/** Who asks from this browser, and for which organisation. */
function Popup({ blocked }: { readonly blocked: number }) {
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
          <Warnings overview={loaded.overview} />
          <BlockedHere count={blocked} />
          {loaded.error === undefined ? null : <p class="page__error">{loaded.error}</p>}
          <Content overview={loaded.overview} busy={loaded.busy} call={call} />
        </>
      )}
    </main>
  )
}

type ContentProps = {
  readonly overview: Overview
  readonly busy: boolean
  readonly call: (call: PageCall) => void
}

function Content({ overview: { policy, person }, busy, call }: ContentProps) {
  if (policy === undefined) {
    return (
      <button type="button" class="page__button" onClick={openOptions}>
        Open options
      </button>
    )
  }
  const isSignedIn = person !== undefined && !person.ended
  return (
    <>
      {person === undefined ? (
        <p class="page__text">Sign in once, so that your requests need no waiting for it.</p>
      ) : (
        <Person
          name={person.name}
          note={person.ended ? `${person.issuer} has signed you out` : `signed in with ${person.issuer}`}
        />
      )}
      {isSignedIn ? (
        <Button label="Sign out" busy={busy} act={() => call('sign-out')} />
      ) : (
        policy.issuers.map(({ name, issuer }) => (
          <Button
            key={issuer}
            label={`Sign in with ${name}`}
            busy={busy}
            act={() => call({ kind: 'sign-in', issuer })}
          />
        ))
      )}
      <Protected policy={policy} />
    </>
  )
}

type ButtonProps = { readonly label: string; readonly busy: boolean; readonly act: () => void }

function Button({ label, busy, act }: ButtonProps) {
  return (
    <button type="button" class="page__button" disabled={busy} onClick={act}>
      {label}
    </button>
  )
}

function Protected({ policy }: { readonly policy: PolicyShown }) {
  return (
    <p class="page__text">
      {policy.organisation} protects {policy.rules.length} kinds of action here.{' '}
      <button type="button" class="page__link" onClick={openOptions}>
        See which
      </button>
    </p>
  )
}

function openOptions(): void {
  void browser.runtime.openOptionsPage()
}

// Counted first: the popup would jump if the sentence came later.
render(<Popup blocked={await countBlockedHere()} />, document.body)
