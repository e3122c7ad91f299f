import { placeWords } from '@countersign/shared/log'
import {
  ActionText,
  changingParts,
  hiddenParts,
  Person,
  Quoted,
  Summary,
  summaryParts,
  urlParts,
  Visible,
} from '@countersign/shared/ui'
import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { useDesk } from '../desk.ts'
import { Frame, Notice } from '../frame.tsx'
import { nameOf } from '../sign-in/session.ts'
import { useReturn } from '../sign-in/use-return.ts'
import { wordsOf, wordsOfCode } from '../words.ts'
import { deny, startApproval } from './decide.ts'
import { countedParts, inWhosePlace, issuerName, type Judged, type JudgedDecision, whyNotMe } from './judge.ts'
import { othersWords } from './parts.ts'
import type { RequestInHand } from './use-request.ts'

export type CardProps = {
  readonly judged: Judged
  readonly decisions: readonly JudgedDecision[]
  readonly inHand: RequestInHand
  readonly aside: ComponentChildren
}

/** What somebody asks for, exactly as it will run, and the two answers. */
export function Card({ judged, decisions, inHand, aside }: CardProps) {
  const { session } = useDesk()
  const { rule, request } = judged.own
  const issuer = issuerName(judged.trusted, session.identity)
  const [reason, setReason] = useState<string>()
  const [number, setNumber] = useState('')
  const answer = useAnswer(judged, inHand, reason ?? '')
  const whyNot = whyNotMe(judged, session)
  const others = othersWords(countedParts(judged, decisions))
  const elsewhere = judged.view.refused_here
  const numberFits = rule.number !== 'ask' || number === request.context.number
  const busy = answer.busy !== undefined || inHand.sending !== undefined
  usePainted(request.id)
  return (
    <Frame
      aside={aside}
      actions={
        whyNot === undefined ? (
          <>
            {reason === undefined ? null : <Reason value={reason} onInput={setReason} />}
            <button
              type="button"
              class="button button--main"
              disabled={busy || !numberFits || elsewhere !== undefined}
              onClick={() => answer.approve()}
            >
              {answer.busy === 'approve' ? `Opening ${issuer}…` : `Approve with ${issuer}`}
            </button>
            <button type="button" class="button" disabled={busy} onClick={answer.deny}>
              {answer.busy === 'deny' || inHand.sending === 'deny' ? 'Denying…' : 'Deny'}
            </button>
            <p class="fine">
              {signingWords(numberFits, elsewhere !== undefined)}
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
      <article class="card">
        <Person
          name={nameOf(request.requester)}
          note={`signed in with ${issuerName(judged.trusted, request.requester)}`}
        />
        <Summary parts={summaryParts(rule.summary, request.action.params)} />
        {request.context.reason === undefined ? null : <Quoted label="Reason given" text={request.context.reason} />}
        <ActionText
          method={request.action.method}
          url={urlParts(rule.match, request.action.url)}
          body={judged.body}
          headers={request.action.headers}
          hidden={hiddenParts(request.action)}
          changing={changingParts(rule, request.action, judged.body)}
          promise="exactly this will be sent, once"
        />
        {rule.number === 'show' ? <TheirNumber number={request.context.number} /> : null}
        {rule.number === 'ask' ? (
          <AskNumber value={number} onInput={setNumber} wrong={number.length === 2 && !numberFits} />
        ) : null}
        <Circumstances judged={judged} />
        {whyNot === undefined ? <InThePlace of={inWhosePlace(judged, session)} /> : null}
        {others === undefined ? null : <p class="word">{others}</p>}
      </article>
    </Frame>
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

function signingWords(numberFits: boolean, isElsewhere: boolean): string {
  if (isElsewhere) return 'You cannot approve it from here'
  return numberFits ? 'You will sign in for this one action' : 'Enter the number on their screen to approve'
}

/** The two answers. Approving leaves the app for the identity provider; denying is one tap. */
function useAnswer(judged: Judged, inHand: RequestInHand, reason: string) {
  const { phone, session } = useDesk()
  const [busy, setBusy] = useState<'approve' | 'deny'>()
  const [failure, setFailure] = useState<string>()
  useReturn(() => setBusy(undefined))
  const run = async (which: 'approve' | 'deny', work: () => Promise<void>) => {
    setBusy(which)
    setFailure(undefined)
    try {
      await work()
    } catch (error) {
      setBusy(undefined)
      const issuer = issuerName(judged.trusted, session.identity)
      setFailure(which === 'approve' ? `${issuer} cannot be reached. Nothing was approved. Try again.` : wordsOf(error))
    }
  }
  return {
    busy,
    failure,
    approve: () => run('approve', async () => location.assign(await startApproval(session, judged, reason))),
    deny: () =>
      run('deny', async () => {
        await deny(phone, session, judged, reason)
        await inHand.send()
        setBusy(undefined)
      }),
  }
}

/** Tells the others that it is being read, once it is on the screen. */
function usePainted(id: Judged['own']['request']['id']): void {
  const { phone } = useDesk()
  useEffect(() => {
    document.querySelector<HTMLElement>('.cs-summary')?.focus({ preventScroll: true })
    const frame = requestAnimationFrame(() => {
      performance.mark('countersign:shown')
      // It is a courtesy to the requester: without it they see that the phone was reached.
      phone.client.call('openRequest', { params: { id } }).catch(() => undefined)
    })
    return () => cancelAnimationFrame(frame)
  }, [id, phone])
}

type UnsentProps = {
  readonly failure: NonNullable<RequestInHand['failure']>
  readonly onRetry: () => Promise<void>
}

function Unsent({ failure: { words, again }, onRetry }: UnsentProps) {
  if (!again) return <Notice tone="bad">Your decision was not taken. {words}</Notice>
  return (
    <Notice tone="bad">
      <p>Your decision has not arrived yet. {words}</p>
      <button type="button" class="button button--small" onClick={() => void onRetry()}>
        Send it again
      </button>
    </Notice>
  )
}

/** The relay would not take an approval from here: said before anybody signs in for it. */
function Elsewhere({ words, onLook }: { readonly words: string; readonly onLook: () => void }) {
  return (
    <Notice tone="bad">
      <p>{words}</p>
      <button type="button" class="button button--small" onClick={onLook}>
        Look again
      </button>
    </Notice>
  )
}

/** What surrounds the request, and whose word each of it is. */
function Circumstances({ judged }: { readonly judged: Judged }) {
  const { browser, device, page } = judged.own.request.context
  const place = placeWords(judged.view.seen)
  return (
    <div>
      <dl class="facts">
        <Fact name="From" value={device === '' ? browser : `${browser} on ${device}`} />
        <Fact name="Page" value={page.title === '' ? page.origin : page.title} />
        {page.title === '' ? null : <Fact name="At" value={page.origin} />}
        {place === undefined ? null : <Fact name="Place" value={place} />}
      </dl>
      <p class="word">
        {place === undefined ? 'As their browser says.' : 'As their browser says; the place as the relay saw it.'}
      </p>
    </div>
  )
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <Visible text={value} />
      </dd>
    </>
  )
}

function TheirNumber({ number }: { readonly number: string }) {
  return (
    <div class="number">
      <span class="number__digits" role="img" aria-label={`The number ${number}`}>
        {number}
      </span>
      <p>Also on their screen. Compare it when you talk.</p>
    </div>
  )
}

type AskNumberProps = { readonly value: string; readonly onInput: (value: string) => void; readonly wrong: boolean }

function AskNumber({ value, onInput, wrong }: AskNumberProps) {
  const id = useId()
  return (
    <div class="number">
      <input
        id={id}
        class="number__digits"
        inputMode="numeric"
        autoComplete="off"
        maxLength={2}
        placeholder="––"
        value={value}
        aria-invalid={wrong}
        aria-describedby={`${id}-said`}
        onInput={({ currentTarget }) => onInput(currentTarget.value.replaceAll(/\D/g, ''))}
      />
      <div>
        <label for={id}>The number on their screen. Ask them for it.</label>
        <p id={`${id}-said`} class="number__said" role="status">
          {wrong ? 'That is another number.' : ''}
        </p>
      </div>
    </div>
  )
}

function Reason({ value, onInput }: { value: string; onInput: (value: string) => void }) {
  const id = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => field.current?.focus(), [])
  return (
    <div class="reason">
      <label for={id}>Your reason, for the record</label>
      <textarea
        id={id}
        ref={field}
        rows={2}
        maxLength={1_000}
        value={value}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
    </div>
  )
}
