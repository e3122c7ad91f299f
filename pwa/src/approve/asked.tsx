import { placeWords } from '@countersign/shared/log'
import { nameOf } from '@countersign/shared/protocol'
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
import { useId } from 'preact/hooks'
import { Changes } from './changes.tsx'
import { issuerName, type Judged } from './judge.ts'

export type AskedProps = {
  readonly judged: Judged
  /** The number on the other screen, as it is typed here. */
  readonly number: string
  readonly onNumber: (value: string) => void
  readonly children: ComponentChildren
}

/** What somebody asks for, exactly as it will run. */
export function Asked({ judged, number, onNumber, children }: AskedProps) {
  const { rule, request } = judged.own
  const whose = rule.approvers === undefined || judged.view.mine ? yours : theirs
  return (
    <article class="card">
      <Person
        name={nameOf(request.requester)}
        note={`signed in with ${issuerName(judged.trusted, request.requester)}`}
      />
      <Summary parts={summaryParts(rule.summary, request.action.params)} />
      {request.context.reason === undefined ? null : <Quoted label="Reason given" text={request.context.reason} />}
      <Changes judged={judged} />
      <ActionText
        method={request.action.method}
        url={urlParts(rule.match, request.action.url)}
        body={judged.body}
        headers={request.action.headers}
        hidden={hiddenParts(request.action)}
        changing={changingParts(rule, request.action, judged.body)}
        promise="exactly this will be sent, once"
      />
      {rule.number === 'show' ? <ShownNumber number={request.context.number} words={whose.shown} /> : null}
      {rule.number === 'ask' ? (
        <AskNumber
          value={number}
          onInput={onNumber}
          wrong={number.length === 2 && !numberFits(judged, number)}
          label={whose.asked}
        />
      ) : null}
      <Circumstances judged={judged} whose={whose} />
      {children}
    </article>
  )
}

/** Whether the number was typed that the rule wants typed. */
export function numberFits({ own: { rule, request } }: Judged, number: string): boolean {
  return rule.number !== 'ask' || number === request.context.number
}

type Whose = { readonly shown: string; readonly asked: string; readonly word: string; readonly placed: string }

const theirs: Whose = {
  shown: 'Also on their screen. Compare it when you talk.',
  asked: 'The number on their screen. Ask them for it.',
  word: 'As their browser says.',
  placed: 'As their browser says; the place as the relay saw it.',
}

const yours: Whose = {
  shown: 'Also on the screen of your browser. Compare it.',
  asked: 'The number on the screen of your browser.',
  word: 'As that browser says.',
  placed: 'As that browser says; the place as the relay saw it.',
}

/** What surrounds the request, and whose word each of it is. */
function Circumstances({ judged, whose }: { readonly judged: Judged; readonly whose: Whose }) {
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
      <p class="word">{place === undefined ? whose.word : whose.placed}</p>
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

function ShownNumber({ number, words }: { readonly number: string; readonly words: string }) {
  return (
    <div class="number">
      <span class="number__digits" role="img" aria-label={`The number ${number}`}>
        {number}
      </span>
      <p>{words}</p>
    </div>
  )
}

type AskNumberProps = {
  readonly value: string
  readonly onInput: (value: string) => void
  readonly wrong: boolean
  readonly label: string
}

function AskNumber({ value, onInput, wrong, label }: AskNumberProps) {
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
        <label for={id}>{label}</label>
        <p id={`${id}-said`} class="number__said" role="status">
          {wrong ? 'That is another number.' : ''}
        </p>
      </div>
    </div>
  )
}
