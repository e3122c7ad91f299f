import type { RequestStatus } from '@countersign/shared/api'
import {
  ActionText,
  changingParts,
  formatAfter,
  hiddenParts,
  Quoted,
  Summary,
  summaryParts,
  urlParts,
} from '@countersign/shared/ui'
import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { SaveProof } from '../bundle/save-proof.tsx'
import { useDesk } from '../desk.ts'
import { Frame } from '../frame.tsx'
import { shownAt } from '../push/shown.ts'
import { Back } from './back.tsx'
import { Changes } from './changes.tsx'
import { countedParts, issuerName, type Judged, type JudgedDecision } from './judge.ts'
import type { JudgedKeys } from './keys.ts'
import type { JudgedReview } from './review.ts'
import { type Step, storyOf } from './story.ts'

export type StoryPageProps = {
  readonly judged: Judged
  readonly status: RequestStatus
  readonly decisions: readonly JudgedDecision[]
  readonly keys: JudgedKeys | undefined
  readonly review: JudgedReview | undefined
  /** What is left to do for whoever reads it. */
  readonly children?: ComponentChildren
}

/** What became of a request, live until its end. */
export function StoryPage({ judged, status, decisions, keys, review, children }: StoryPageProps) {
  const { request, rule } = judged.own
  const reachedAt = useReachedAt(status)
  const story = storyOf({
    status,
    decisions,
    parts: countedParts(judged, decisions),
    keys,
    review,
    reachedAt,
    issuerName: (issuer) => issuerName(judged.trusted, { iss: issuer }),
  })
  const since = story.steps[0]?.at ?? status.stored
  return (
    <Frame
      aside={<time dateTime={new Date(status.stored).toISOString()}>{dayAndTime(status.stored)}</time>}
      actions={<Back />}
    >
      <article class="card">
        <div role="status">
          <h1 class={`headline headline--${story.tone}`} tabIndex={-1}>
            {story.headline}
          </h1>
          {story.explanation === undefined ? null : <p class="explanation">{story.explanation}</p>}
        </div>
        <div class="what">
          <Summary parts={summaryParts(rule.summary, request.action.params)} />
          <Changes judged={judged} />
          <ActionText
            method={request.action.method}
            url={urlParts(rule.match, request.action.url)}
            body={judged.body}
            headers={request.action.headers}
            hidden={hiddenParts(request.action)}
            changing={changingParts(rule, request.action, judged.body)}
          />
        </div>
        <ol class="steps" aria-label="What happened">
          {story.steps.map((step) => (
            <StepLine key={`${step.words}${step.reason ?? ''}`} step={step} since={since} />
          ))}
        </ol>
      </article>
      {children}
      <SaveProof id={request.id} />
    </Frame>
  )
}

const marks = { done: '✓', next: '', stopped: '✕', unsure: '?', alarm: '!' } as const
const spoken = { done: 'done', next: 'next', stopped: 'stopped', unsure: 'not known', alarm: 'look at this' } as const

function StepLine({ step: { words, at, mark, reason, said }, since }: { readonly step: Step; readonly since: number }) {
  return (
    <li class={`step step--${mark}`}>
      <span class="step__mark" aria-hidden="true">
        {marks[mark]}
      </span>
      <span class="step__words">
        {words}
        <span class="sr"> ({spoken[mark]})</span>
        {said === undefined ? null : <span class="step__says">{said}</span>}
        {reason === undefined ? null : <Quoted label="Reason given" text={reason} />}
      </span>
      {at === undefined ? null : <span class="step__time">{at > since ? formatAfter(at - since) : clock(at)}</span>}
    </li>
  )
}

/** This phone's own note, or what the relay heard from it; between asking and now, whatever the clocks say. */
function useReachedAt(status: RequestStatus): number | undefined {
  const { session } = useDesk()
  const [noted, setNoted] = useState<number>()
  useEffect(() => {
    void shownAt(status.id).then(setNoted)
  }, [status.id])
  const { name } = session.identity
  const told = status.reached.find((person) => person.name === name && person.state === 'shown')?.at
  const at = told ?? noted
  return at === undefined ? undefined : Math.max(at, status.stored + 1)
}

function clock(at: number): string {
  return new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false })
}

function dayAndTime(at: number): string {
  const day = new Date(at).toDateString() === new Date().toDateString() ? 'today' : new Date(at).toLocaleDateString()
  return `${day} ${new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hour12: false })}`
}
