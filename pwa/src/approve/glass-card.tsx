import { glassReasonLength, isGlassReason } from '@countersign/shared/policy'
import { Visible } from '@countersign/shared/ui'
import { useId, useState } from 'preact/hooks'
import { useDesk } from '../desk.ts'
import { Frame, Notice } from '../frame.tsx'
import { wordsOfCode } from '../words.ts'
import { Asked, numberFits } from './asked.tsx'
import type { CardProps } from './card.tsx'
import { Elsewhere } from './elsewhere.tsx'
import { issuerName, type Judged } from './judge.ts'
import { namesWords } from './names-words.ts'
import { Unsent } from './unsent.tsx'
import { useAnswer } from './use-answer.ts'
import { usePainted } from './use-painted.ts'

/** What this person asked for and others could approve: going without them, what that means, and who will hear of it. */
export function GlassCard({ judged, inHand, aside }: Omit<CardProps, 'decisions'>) {
  const { session } = useDesk()
  const issuer = issuerName(judged.trusted, session.identity)
  const [reason, setReason] = useState('')
  const [number, setNumber] = useState('')
  const answer = useAnswer(judged, inHand, { kind: 'break-glass', reason })
  const { glass_waits: reviewers, refused_here: elsewhere } = judged.view
  const fits = numberFits(judged, number)
  const mayNot = elsewhere !== undefined || reviewers !== undefined
  const busy = answer.busy !== undefined || inHand.sending !== undefined
  usePainted(judged.own.request.id)
  return (
    <Frame
      aside={aside}
      actions={
        reviewers === undefined ? (
          <>
            <Reason value={reason} onInput={setReason} />
            <button
              type="button"
              class="button button--danger"
              disabled={busy || mayNot || !fits || !isGlassReason(reason)}
              onClick={() => answer.sign()}
            >
              {answer.busy === 'sign' ? `Opening ${issuer}…` : `Go without approval with ${issuer}`}
            </button>
            <p class="fine">{signingWords(fits, isGlassReason(reason))}</p>
          </>
        ) : (
          <button type="button" class="button" onClick={inHand.reload}>
            Look again
          </button>
        )
      }
    >
      {inHand.failure === undefined ? null : <Unsent failure={inHand.failure} onRetry={inHand.send} />}
      {answer.failure === undefined ? null : <Notice tone="bad">{answer.failure}</Notice>}
      {elsewhere === undefined ? null : <Elsewhere words={wordsOfCode(elsewhere)} onLook={inHand.reload} />}
      <h1 class="title" tabIndex={-1}>
        Break the glass?
      </h1>
      {reviewers === undefined ? <WhatItMeans judged={judged} /> : <Waits reviewers={reviewers} />}
      <Asked judged={judged} number={number} onNumber={setNumber}>
        <p class="word">
          You asked for this. It waits for approval meanwhile, and stops waiting if somebody denies it.
        </p>
      </Asked>
    </Frame>
  )
}

/** Who was asked is the relay's word; that it tells them is its promise. */
function WhatItMeans({ judged }: { readonly judged: Judged }) {
  const names = judged.view.status.reached.map(({ name }) => name)
  return (
    <section class="card card--danger" aria-label="What it means">
      <p>
        <strong>It runs at once, and nobody approves it.</strong>
      </p>
      <p>
        {names.length === 0 ? (
          'Nobody is known who could have approved it. Whoever is found to be able to is told.'
        ) : (
          <>
            <Visible text={namesWords(names, 'and')} /> {names.length === 1 ? 'is' : 'are'} told at once, with your name
            and your reason, that you did not wait for them.
          </>
        )}
      </p>
      <p>
        It stays red in the log until one of them has reviewed it. Until then you break no other glass, and neither does
        anybody for this rule.
      </p>
    </section>
  )
}

function Waits({ reviewers }: { readonly reviewers: readonly string[] }) {
  return (
    <Notice tone="bad">
      <p>
        An earlier release without approval has not been reviewed yet, so this one cannot go without.{' '}
        {reviewers.length === 0 ? (
          'Nobody is known who can review it; whoever runs the relay can close it.'
        ) : (
          <>
            <Visible text={namesWords(reviewers, 'or')} /> can review it.
          </>
        )}
      </p>
    </Notice>
  )
}

function signingWords(fits: boolean, isReason: boolean): string {
  if (!fits) return 'Enter the number on your browser’s screen'
  if (!isReason) return `Say why, in at least ${glassReasonLength} characters`
  return 'You will sign in anew, as strongly as the policy asks'
}

function Reason({ value, onInput }: { readonly value: string; readonly onInput: (value: string) => void }) {
  const id = useId()
  return (
    <div class="reason">
      <label for={id}>Why it can’t wait. Everybody who is told reads it.</label>
      <textarea
        id={id}
        rows={2}
        maxLength={1_000}
        required
        value={value}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
    </div>
  )
}
