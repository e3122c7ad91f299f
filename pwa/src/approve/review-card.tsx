import { isSessionOver } from '@countersign/shared/api'
import { useId, useState } from 'preact/hooks'
import { useDesk } from '../desk.ts'
import { Notice } from '../frame.tsx'
import { wordsOf } from '../words.ts'
import type { Judged } from './judge.ts'
import { sendReview } from './review.ts'

type ReviewCardProps = { readonly judged: Judged; readonly onReviewed: () => void }

/** What went without approval waits for somebody who could have given it to look at it: one button, and words if they like. */
export function ReviewCard({ judged, onReviewed }: ReviewCardProps) {
  const { phone, session, sessionOver } = useDesk()
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string>()
  const id = useId()
  const send = async () => {
    setBusy(true)
    setFailure(undefined)
    try {
      await sendReview(phone, session, judged, reason)
      onReviewed()
    } catch (error) {
      if (isSessionOver(error)) sessionOver()
      setFailure(wordsOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <section class="card card--danger" aria-label="Review">
      <p>
        <strong>Your approval was not waited for.</strong> Look at what ran and why. That you have looked does not say
        that it was right; it ends the waiting, and your name stands in the log.
      </p>
      {failure === undefined ? null : <Notice tone="bad">{failure}</Notice>}
      <div class="reason">
        <label for={id}>What you found, if you like</label>
        <textarea
          id={id}
          rows={2}
          maxLength={1_000}
          value={reason}
          onInput={({ currentTarget }) => setReason(currentTarget.value)}
        />
      </div>
      <button type="button" class="button button--main" disabled={busy} onClick={() => void send()}>
        {busy ? 'Sending…' : 'I have looked at it'}
      </button>
    </section>
  )
}
