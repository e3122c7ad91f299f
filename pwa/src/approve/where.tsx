import type { PositionDemand } from '@countersign/shared/policy'
import { nameOf } from '@countersign/shared/protocol'
import { Quoted, Visible } from '@countersign/shared/ui'
import { useId } from 'preact/hooks'
import type { Judged } from './judge.ts'
import { exactWords, insideWords, roundedWords } from './position-words.ts'

type WhereProps = { readonly judged: Judged; readonly asked: PositionDemand }

/** What is asked of where somebody is, why, and who gets to see it: before anything is asked of their phone. */
export function Where({ judged, asked }: WhereProps) {
  const id = useId()
  const inside = insideWords(asked)
  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id}>To approve it, say where you are</h2>
      {asked.why?.map((words) => (
        <Quoted key={words} label="Why, in your organisation’s words" text={words} />
      ))}
      <dl class="facts">
        <dt>What</dt>
        <dd>
          {exactWords(asked)}
          {inside.map((words) => (
            <div key={words}>
              and <Visible text={words} />
            </div>
          ))}
        </dd>
        <dt>Who sees it</dt>
        <dd>
          <Visible text={nameOf(judged.own.request.requester)} />, everybody else who can see this request, and your
          organisation’s auditors
        </dd>
        <dt>If you stop</dt>
        <dd>Nothing is sent, and your phone forgets it</dd>
      </dl>
      <p class="word">
        Your phone is asked when you press Approve. To deny it you need not say where you are. Nobody checks that what a
        phone says is true.
      </p>
    </section>
  )
}

/** The same in a sentence, for beside the buttons, which are always in sight. */
export function WhereInShort({ judged, asked }: WhereProps) {
  return (
    <>
      {' '}
      and say where you are, {roundedWords(asked)}. <Visible text={nameOf(judged.own.request.requester)} /> and auditors
      will see it
    </>
  )
}
