import { positionOf } from '@countersign/shared/policy'
import type { CountedPart } from '@countersign/shared/protocol'
import { Visible } from '@countersign/shared/ui'
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { useDesk } from '../desk.ts'
import { Frame, Notice } from '../frame.tsx'
import { wordsOfCode } from '../words.ts'
import { Asked, numberFits } from './asked.tsx'
import { Elsewhere } from './elsewhere.tsx'
import { countedParts, inWhosePlace, issuerName, type Judged, type JudgedDecision, whyNotMe } from './judge.ts'
import { othersWords } from './parts.ts'
import { Reason } from './reason.tsx'
import { type Turn, turnOf, turnWords } from './turn.ts'
import { Unsent } from './unsent.tsx'
import { useAnswer } from './use-answer.ts'
import { usePainted } from './use-painted.ts'
import { usePosition } from './use-position.ts'
import type { RequestInHand } from './use-request.ts'
import { Where, WhereInShort } from './where.tsx'
import { WhereTrouble } from './where-trouble.tsx'

export type CardProps = {
  readonly judged: Judged
  readonly decisions: readonly JudgedDecision[]
  readonly inHand: RequestInHand
  readonly aside: ComponentChildren
}

/** What somebody asks for, exactly as it will run, and the two answers. */
export function Card({ judged, decisions, inHand, aside }: CardProps) {
  const { session } = useDesk()
  const issuer = issuerName(judged.trusted, session.identity)
  const [reason, setReason] = useState<string>()
  const [number, setNumber] = useState('')
  const answer = useAnswer(judged, inHand, { kind: 'approve', reason: reason ?? '' })
  const asked = positionOf(judged.own.rule)
  const { locating, start, stop } = usePosition(asked, answer.sign)
  const whyNot = whyNotMe(judged, session)
  const turn = turnOf(judged, decisions, session)
  const elsewhere = judged.view.refused_here
  const fits = numberFits(judged, number)
  const busy = answer.busy !== undefined || inHand.sending !== undefined
  usePainted(judged.own.request.id)
  return (
    <Frame
      aside={aside}
      actions={
        whyNot === undefined ? (
          <>
            {asked === undefined ? null : <WhereTrouble locating={locating} asked={asked} />}
            {reason === undefined ? null : <Reason value={reason} onInput={setReason} />}
            <button
              type="button"
              class="button button--main"
              disabled={busy || !fits || elsewhere !== undefined}
              aria-disabled={locating.kind === 'asking'}
              onClick={start}
            >
              {approveWords(issuer, answer.busy === 'sign', locating.kind === 'asking')}
            </button>
            <button
              type="button"
              class="button"
              disabled={busy}
              onClick={() => {
                stop()
                void answer.deny()
              }}
            >
              {answer.busy === 'deny' || inHand.sending === 'deny' ? 'Denying…' : 'Deny'}
            </button>
            <p class="fine">
              {signingWords(fits, elsewhere !== undefined)}
              {asked === undefined || elsewhere !== undefined ? null : <WhereInShort judged={judged} asked={asked} />}
              {reason === undefined ? (
                <button type="button" class="inline" onClick={() => setReason('')}>
                  Add a reason
                </button>
              ) : null}
            </p>
          </>
        ) : (
          <p class="fine fine--strong">{whyNot}</p>
        )
      }
    >
      {inHand.failure === undefined ? null : <Unsent failure={inHand.failure} onRetry={inHand.send} />}
      {answer.failure === undefined ? null : <Notice tone="bad">{answer.failure}</Notice>}
      {elsewhere === undefined ? null : <Elsewhere words={wordsOfCode(elsewhere)} onLook={inHand.reload} />}
      <Asked judged={judged} number={number} onNumber={setNumber}>
        {whyNot === undefined ? <InThePlace of={inWhosePlace(judged, session)} /> : null}
        {turn === undefined ? <Others parts={countedParts(judged, decisions)} /> : <InTurn turn={turn} />}
      </Asked>
      {asked === undefined || whyNot !== undefined ? null : <Where judged={judged} asked={asked} />}
    </Frame>
  )
}

/** Who else has to approve. */
function Others({ parts }: { readonly parts: readonly CountedPart[] }) {
  const words = othersWords(parts)
  return words === undefined ? null : <p class="word">{words}</p>
}

/** Who has approved in the stages before, and whether anybody comes after. */
function InTurn({ turn }: { readonly turn: Turn }) {
  return (
    <p class="word">
      {turn.by.length === 0 ? (
        'You are asked first. '
      ) : (
        <>
          Already approved by <Visible text={turn.by.join(' and ')} />.{' '}
        </>
      )}
      {turnWords(turn)}
    </p>
  )
}

/** Why somebody is asked about what is not theirs. */
function InThePlace({ of }: { readonly of: readonly string[] }) {
  if (of.length === 0) return null
  return (
    <p class="word">
      You decide in the place of <Visible text={of.join(', ')} />
    </p>
  )
}

function approveWords(issuer: string, isOpening: boolean, isLocating: boolean): string {
  if (isLocating) return 'Finding out where you are…'
  return isOpening ? `Opening ${issuer}…` : `Approve with ${issuer}`
}

function signingWords(fits: boolean, isElsewhere: boolean): string {
  if (isElsewhere) return 'You cannot approve it from here'
  return fits ? 'You will sign in for this one action' : 'Enter the number on their screen to approve'
}
