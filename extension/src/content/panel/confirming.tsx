import type { Reached } from '@countersign/shared/api'
import type { Wait } from '../../panel-view.ts'
import { CardNumber } from './number.tsx'
import { troubleWords } from './trouble.ts'

type ConfirmingProps = {
  readonly wait: Wait
  readonly page: string
  readonly number: string | undefined
  readonly cancel: () => void
}

/** What the person does to confirm that it is they: on their phone, or where there is none, in a tab of this browser. */
export function Confirming({ wait, page, number, cancel }: ConfirmingProps) {
  const { reached: [phone] = [], trouble } = wait
  return (
    <>
      {trouble === undefined ? null : <p class="card__trouble">{troubleWords[trouble]}</p>}
      <p class="card__text" role="status">
        {phone === undefined
          ? 'Open Countersign on your phone, and sign in there for this one action.'
          : words[phone.state]}
      </p>
      <footer class="card__foot">
        <span>{number === undefined ? null : <CardNumber number={number} />}</span>
        <a class="card__button card__button--link" data-action="confirm" href={page} target="_blank" rel="noreferrer">
          Confirm in a new tab
        </a>
        <button type="button" class="card__button" data-action="cancel" onClick={cancel}>
          Cancel
        </button>
      </footer>
    </>
  )
}

const words: Readonly<Record<Reached['state'], string>> = {
  'no-device': 'No phone of yours is registered for notifications. Open Countersign there, or go on in a new tab.',
  trying: 'A message is on its way to your phone. Sign in there for this one action.',
  sent: 'A message is on its way to your phone. Sign in there for this one action.',
  shown: 'The notification is on your phone. Open it, and sign in for this one action.',
  reading: 'It is open in Countersign. Sign in there for this one action.',
  failed: 'Your phone could not be reached. Open Countersign there, or go on in a new tab.',
}
