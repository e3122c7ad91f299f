import '@countersign/shared/ui/tokens.css'
import '@countersign/shared/ui/pieces.css'
import '../content/panel/panel.css'
import '../pages.css'
import './emergency.css'
import { Mark, TimeLeft, useNow } from '@countersign/shared/ui'
import { render } from 'preact'
import { Card } from '../content/panel/card.tsx'
import type { EmergencyAsked, EmergencyView } from '../emergency-view.ts'
import { Asked } from './asked.tsx'
import { GiveFile } from './give-file.tsx'
import { HandIn } from './hand-in.tsx'
import { useHold } from './use-hold.ts'

/** For the day on which nobody can be asked: the held request goes to who keeps a key, and their word comes back. */
function Emergency({ hold }: { readonly hold: string }) {
  const { view, hand } = useHold(hold)
  return (
    <main class="page">
      <header class="page__head">
        <Mark />
        <strong>Countersign: emergency key</strong>
        {view.state === 'open' ? <Left view={view} /> : null}
      </header>
      <Body view={view} hand={hand} />
    </main>
  )
}

type BodyProps = { readonly view: EmergencyView; readonly hand: (jws: string) => void }

function Body({ view, hand }: BodyProps) {
  if (view.state === 'preparing') return <p class="page__text">One moment…</p>
  if (view.state === 'absent') {
    return (
      <p class="page__text" role="status">
        Nothing is held here under this name: it has ended, or its page was closed. Do it again in the console.
      </p>
    )
  }
  if (view.state === 'ended') {
    const none = () => {}
    return (
      <Card
        view={view.view}
        nothing="Nothing was sent."
        cancel={none}
        giveReason={none}
        signIn={none}
        close={() => window.close()}
      />
    )
  }
  return (
    <>
      <Asked request={view.request} rule={view.rule} body={view.body} />
      <GiveFile
        request={view.request}
        body={view.body}
        keepers={view.keepers}
        quorum={view.quorum}
        signed={view.signed}
      />
      <HandIn refused={view.refused} hand={hand} />
    </>
  )
}

function Left({ view: { request, until } }: { readonly view: EmergencyAsked }) {
  return <TimeLeft created={request.created} expires={until} now={useNow()} />
}

render(<Emergency hold={location.hash.slice(1)} />, document.body)
