import { Mark, Summary, summaryParts, TimeLeft, useNow } from '@countersign/shared/ui'
import type { Held, PanelView } from '../../panel-view.ts'
import { Again } from './again.tsx'
import { Confirming } from './confirming.tsx'
import { EmergencyWay } from './emergency-way.tsx'
import { ReasonForm } from './reason-form.tsx'
import { SignInButtons } from './sign-in-buttons.tsx'
import { Waiting } from './waiting.tsx'
import { wordsOf } from './words.ts'

type CardProps = {
  readonly view: PanelView
  /** How it is said that nothing has happened. */
  readonly nothing: string
  readonly cancel: () => void
  readonly giveReason: (reason: string) => void
  readonly signIn: (issuer: string) => void
  readonly close: () => void
  /** Absent where the card is shown away from its hold. */
  readonly emergency?: () => void
}

/** One held request: what is held, who was reached, how long still, how to cancel; and in the end what happened. */
export function Card({ view, nothing, cancel, giveReason, signIn, close, emergency }: CardProps) {
  const { title, text, tone, ended } = wordsOf(view, nothing)
  return (
    <article class={`card card--${tone}`} data-state={view.state}>
      <header class="card__head">
        <Mark />
        <strong class="card__title" role="status">
          {title}
        </strong>
        {view.state === 'waiting' ? <Countdown created={view.wait.created} expires={view.wait.expires} /> : null}
      </header>
      {'held' in view ? <HeldSummary held={view.held} /> : null}
      {text === undefined ? null : <p class="card__text">{text}</p>}
      {view.state === 'waiting' ? <WaitingFor view={view} cancel={cancel} /> : null}
      {view.state === 'reason' ? (
        <ReasonForm asks={view.held.asks} like={view.like} give={giveReason} cancel={cancel} />
      ) : null}
      {view.state === 'choosing-issuer' || view.state === 'nobody-to-ask' ? (
        <SignInButtons issuers={view.issuers} signIn={signIn} />
      ) : null}
      {emergency === undefined ? null : <EmergencyWay view={view} open={emergency} />}
      {cancellable.includes(view.state) ? <Foot label="Cancel" act={cancel} /> : null}
      {view.state === 'ready' ? <Again held={view.held} ready={view.ready} cancel={cancel} /> : null}
      {ended ? <Foot label="Close" act={close} number={'held' in view ? view.held.number : undefined} /> : null}
    </article>
  )
}

type WaitingForProps = { readonly view: Extract<PanelView, { state: 'waiting' }>; readonly cancel: () => void }

function WaitingFor({ view: { wait, held }, cancel }: WaitingForProps) {
  const { asks } = wait
  if (asks.of === 'keys') return <Foot label="Cancel" act={cancel} number={held.number} />
  if (asks.of === 'requester') {
    return <Confirming wait={wait} page={asks.page} number={held.number} cancel={cancel} />
  }
  return <Waiting wait={wait} parts={asks.parts} glass={asks.glass} number={held.number} cancel={cancel} />
}

/** Nothing else is left to do in these. */
const cancellable: readonly PanelView['state'][] = ['choosing-issuer', 'signing-in', 'preparing', 'nobody-to-ask']

function HeldSummary({ held }: { readonly held: Held }) {
  return <Summary parts={summaryParts(held.template, held.params)} />
}

function Countdown({ created, expires }: { readonly created: number; readonly expires: number }) {
  return <TimeLeft created={created} expires={expires} now={useNow()} />
}

type FootProps = { readonly label: string; readonly act: () => void; readonly number?: string | undefined }

function Foot({ label, act, number }: FootProps) {
  return (
    <footer class="card__foot">
      <span>
        {number === undefined ? null : (
          <>
            Number <span class="card__number">{number}</span>
          </>
        )}
      </span>
      <button type="button" class="card__button" data-action={label.toLowerCase()} onClick={act}>
        {label}
      </button>
    </footer>
  )
}
