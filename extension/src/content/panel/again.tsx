import { formatLeft, useNow } from '@countersign/shared/ui'
import type { Ready } from '../../messages.ts'

/** Approved, and the page does not wait any more: what runs it, and until when. */
export function Again({ ready, cancel }: { readonly ready: Ready; readonly cancel: () => void }) {
  const left = formatLeft(ready.until - useNow())
  return (
    <>
      <p class="card__text">
        Do the same again within <strong class="card__left">{left}</strong> and it runs.
      </p>
      <footer class="card__foot">
        <span>Yes from {ready.by.join(' and ')}</span>
        <button type="button" class="card__button" data-action="cancel" onClick={cancel}>
          Cancel
        </button>
      </footer>
    </>
  )
}
