import { formatLeft, useNow } from '@countersign/shared/ui'
import type { Held, Ready } from '../../panel-view.ts'
import { CardNumber } from './number.tsx'

type AgainProps = { readonly held: Held; readonly ready: Ready; readonly cancel: () => void }

/** Approved or confirmed, and the page does not wait any more: what runs it, and until when. */
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
          {saidBy(held, ready.by)}
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

function saidBy({ asks }: Held, by: readonly string[]): string {
  if (asks === 'requester') return 'Confirmed by you'
  return `${asks === 'keys' ? 'Emergency key of' : 'Yes from'} ${by.join(' and ')}`
}
