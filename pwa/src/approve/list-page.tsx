import { TimeLeft, useNow } from '@countersign/shared/ui'
import { Frame, Link, Message } from '../frame.tsx'
import { NotificationsCard } from '../push/notifications-card.tsx'
import { heldBy, isWithout } from './keys.ts'
import { Line } from './line.tsx'
import { endWords } from './story.ts'
import { type List, type ListLine, useList } from './use-list.ts'
import { WithoutSection } from './without-section.tsx'

/** What waits for me. */
export function WaitingPage() {
  const list = useList('to-decide')
  const without = wentWithout(useList('to-review'))
  const now = useNow(list.kind === 'read' && list.lines.length > 0)
  const lines = list.kind === 'read' ? list.lines.filter(({ view }) => now < view.request.expires) : []
  return (
    <Frame
      aside={
        <Link to="/settings" class="icon-link" label="Settings">
          <Gear />
        </Link>
      }
    >
      <h1 class="title" tabIndex={-1}>
        Waiting for you
      </h1>
      <NotificationsCard />
      <WithoutSection list={without} />
      <ListBody list={list} />
      {list.kind === 'read' && lines.length === 0 && isEmpty(without) ? <NothingWaits /> : null}
      <ul class="list">
        {lines.map((line) => (
          <Line key={line.view.request.id} line={line}>
            <TimeLeft created={line.view.request.created} expires={line.view.request.expires} now={now} />
          </Line>
        ))}
      </ul>
      <p class="below">
        <Link to="/decided" class="button button--plain">
          What you decided before
        </Link>
      </p>
    </Frame>
  )
}

/** What I decided. */
export function DecidedPage() {
  const list = useList('decided')
  const lines = list.kind === 'read' ? list.lines : []
  return (
    <Frame
      actions={
        <Link class="button" to="/">
          Back
        </Link>
      }
    >
      <h1 class="title" tabIndex={-1}>
        Decided
      </h1>
      <ListBody list={list} />
      {list.kind === 'read' && lines.length === 0 ? (
        <Message headline="Nothing yet">
          <p>What you decide is listed here.</p>
        </Message>
      ) : null}
      <ul class="list">
        {lines.map((line) => (
          <Line key={line.view.request.id} line={line}>
            <End line={line} />
          </Line>
        ))}
      </ul>
    </Frame>
  )
}

/** What the relay says that keys released, and they did not, is not told as that. */
function wentWithout(list: List): List {
  if (list.kind !== 'read') return list
  return {
    kind: 'read',
    lines: list.lines.filter((line) => line.kind !== 'holds' || isWithout(line.view.status, line.keys)),
  }
}

function End({ line }: { readonly line: ListLine }) {
  const keys = line.kind === 'holds' ? line.keys : undefined
  return <span class={heldBy(keys) === undefined ? 'quiet' : 'without__mark'}>{endWords(line.view.status, keys)}</span>
}

function isEmpty(list: List): boolean {
  return list.kind !== 'read' || list.lines.length === 0
}

function ListBody({ list }: { readonly list: List }) {
  if (list.kind === 'read') return null
  if (list.kind === 'loading') {
    return (
      <div class="card skeleton skeleton--line" aria-busy="true">
        <span class="sr">Loading</span>
        <i class="bone bone--short" />
        <i class="bone" />
      </div>
    )
  }
  return (
    <Message headline="It can’t be read right now">
      <p>{list.words}</p>
      <button type="button" class="button" onClick={list.retry}>
        Try again
      </button>
    </Message>
  )
}

function NothingWaits() {
  return (
    <div class="empty">
      <svg viewBox="0 0 48 48" aria-hidden="true">
        <circle cx="24" cy="24" r="21" />
        <path d="M15 24.5l6.5 6.5L34 18.5" />
      </svg>
      <h2>Nothing waits for you</h2>
      <p>When somebody needs your approval, or something asks whether it is you, it shows up here by itself.</p>
    </div>
  )
}

function Gear() {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d="M4 7h9M19 7h1M4 17h1M11 17h9" />
      <circle cx="16" cy="7" r="2.6" />
      <circle cx="8" cy="17" r="2.6" />
    </svg>
  )
}
