import type { Reached } from '@countersign/shared/api'
import { formatTook, Person } from '@countersign/shared/ui'
import type { Wait, WaitPart } from '../../panel-view.ts'
import { CardNumber } from './number.tsx'
import { neededWords, unreachableWords } from './parts.ts'
import { stageWords } from './stages.ts'
import { troubleWords } from './trouble.ts'

type WaitingProps = {
  readonly wait: Wait
  readonly parts: readonly WaitPart[]
  /** Where they may go without approval, if they may. */
  readonly glass: string | undefined
  readonly number: string | undefined
  readonly cancel: () => void
}

/** Who was asked and how far the news has come to each. */
export function Waiting({ wait, parts, glass, number, cancel }: WaitingProps) {
  const { reached, unshown, trouble } = wait
  const unreachable = unreachableWords(parts)
  const stage = stageWords(parts)
  return (
    <>
      {trouble === undefined ? null : <p class="card__trouble">{troubleWords[trouble]}</p>}
      {unreachable === undefined ? null : <p class="card__trouble">{unreachable}</p>}
      {stage === undefined ? null : (
        <p class="card__text" role="status">
          {stage}
        </p>
      )}
      <ul class="people">
        {(reached ?? []).map((person) => (
          <li class="people__row" key={person.name}>
            <Person name={person.name} note={notes[person.state]} />
            <span class={`people__reached people__reached--${person.state}`}>{reachedWords(person, wait.created)}</span>
          </li>
        ))}
        {unshown === 0 ? null : <li class="people__row">and {unshown.toLocaleString('en')} more</li>}
      </ul>
      <footer class="card__foot">
        <span>
          {neededWords(parts)}
          {number === undefined ? null : (
            <>
              {' · '}
              <CardNumber number={number} />
            </>
          )}
        </span>
        <button type="button" class="card__button" data-action="cancel" onClick={cancel}>
          Cancel
        </button>
      </footer>
      {glass === undefined ? null : (
        <p class="card__quiet">
          Nobody can answer?{' '}
          <a data-action="glass" href={glass} target="_blank" rel="noreferrer">
            Break the glass…
          </a>
        </p>
      )}
    </>
  )
}

const notes: Readonly<Record<Reached['state'], string>> = {
  'no-device': 'no phone registered; sees it in the app',
  trying: 'phone not reached yet',
  sent: 'message on its way',
  shown: 'notification is on the phone',
  reading: 'reading it now',
  failed: 'phone not reached',
}

function reachedWords({ state, at }: Reached, created: number): string {
  if (state === 'trying' || state === 'sent') return 'trying…'
  if (at === undefined || state === 'failed') return ''
  return `reached in ${formatTook(Math.max(0, at - created))}`
}
