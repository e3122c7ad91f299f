import { formatLeft, useNow } from '@countersign/shared/ui'
import type { Held, Ready, Went } from '../../panel-view.ts'
import { CardNumber } from './number.tsx'

type AgainProps = { readonly held: Held; readonly ready: Ready; readonly cancel: () => void }

/** It may run, and the page does not wait any more: what runs it, and until when. */
export function Again({ held, ready, cancel }: AgainProps) {
  const { number } = held
  const left = formatLeft(ready.until - useNow())
  return (
    <>
      <p class="card__text">
        Do the same again within <strong class="card__left">{left}</strong> and it runs.
      </p>
      <footer class="card__foot">
        <span>
          {wentWords(ready.went)}
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
    </>
  )
}

function wentWords(went: Went): string {
  if (went.how === 'broken') return 'You broke the glass'
  if (went.how === 'confirmed') return 'Confirmed by you'
  return `${went.how === 'signed' ? 'Emergency key of' : 'Yes from'} ${went.by.join(' and ')}`
}
