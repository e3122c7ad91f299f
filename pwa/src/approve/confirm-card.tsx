import { useState } from 'preact/hooks'
import { useDesk } from '../desk.ts'
import { Frame, Notice } from '../frame.tsx'
import { wordsOfCode } from '../words.ts'
import { Asked, numberFits } from './asked.tsx'
import type { CardProps } from './card.tsx'
import { Elsewhere } from './elsewhere.tsx'
import { issuerName, whyNotMe } from './judge.ts'
import { Unsent } from './unsent.tsx'
import { useAnswer } from './use-answer.ts'
import { usePainted } from './use-painted.ts'

/** What was asked for in this person's name, exactly as it will run: they confirm that it is they, or say that it was not. */
export function ConfirmCard({ judged, inHand, aside }: Omit<CardProps, 'decisions'>) {
  const { session } = useDesk()
  const issuer = issuerName(judged.trusted, session.identity)
  const [number, setNumber] = useState('')
  const answer = useAnswer(judged, inHand, { kind: 'confirm', reason: '' })
  const whyNot = whyNotMe(judged, session)
  const fits = numberFits(judged, number)
  const elsewhere = judged.view.refused_here
  const busy = answer.busy !== undefined || inHand.sending !== undefined
  usePainted(judged.own.request.id)
  return (
    <Frame
      aside={aside}
      actions={
        whyNot === undefined ? (
          <>
            <button
              type="button"
              class="button button--main"
              disabled={busy || !fits || elsewhere !== undefined}
              onClick={() => answer.sign()}
            >
              {answer.busy === 'sign' ? `Opening ${issuer}…` : `Confirm with ${issuer}`}
            </button>
            <button type="button" class="button" disabled={busy} onClick={answer.deny}>
              {answer.busy === 'deny' || inHand.sending === 'deny' ? 'Stopping it…' : 'It wasn’t me'}
            </button>
            <p class="fine">{signingWords(fits, elsewhere !== undefined)}</p>
          </>
        ) : (
          <p class="fine fine--strong">{whyNot}</p>
        )
      }
    >
      {inHand.failure === undefined ? null : <Unsent failure={inHand.failure} onRetry={inHand.send} />}
      {answer.failure === undefined ? null : <Notice tone="bad">{answer.failure}</Notice>}
      {elsewhere === undefined ? null : <Elsewhere words={wordsOfCode(elsewhere)} onLook={inHand.reload} />}
      <h1 class="title" tabIndex={-1}>
        You asked for this. Confirm it’s you
      </h1>
      <Asked judged={judged} number={number} onNumber={setNumber}>
        <p class="word">Nobody else is asked. It runs once you have confirmed it.</p>
      </Asked>
    </Frame>
  )
}

function signingWords(fits: boolean, isElsewhere: boolean): string {
  if (isElsewhere) return 'You cannot confirm it from here'
  return fits ? 'You will sign in for this one action' : 'Enter the number on your browser’s screen to confirm'
}
