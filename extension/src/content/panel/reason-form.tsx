import type { ReasonLike } from '@countersign/shared/policy'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Held } from '../../panel-view.ts'
import { likeWords, missingWords } from './reason-words.ts'

type ReasonFormProps = {
  readonly asks: Held['asks']
  /** What it has to be like, all of it. */
  readonly like: readonly ReasonLike[]
  readonly give: (reason: string) => void
  readonly cancel: () => void
}

/** For rules that ask why: nobody is asked before there is an answer, of the form that the rule asks for. */
export function ReasonForm({ asks, like, give, cancel }: ReasonFormProps) {
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState<string>()
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => field.current?.focus(), [])
  const given = reason.trim()
  return (
    <form
      class="reason"
      onSubmit={(event) => {
        event.preventDefault()
        if (given === '') return
        const fault = missingWords(like, given)
        setMissing(fault)
        if (fault === undefined) give(given)
        else field.current?.focus()
      }}
    >
      <label class="reason__label" for="reason">
        {words[asks].label}
      </label>
      <textarea
        class="reason__field"
        id="reason"
        ref={field}
        rows={2}
        maxLength={1000}
        required
        aria-describedby={like.length === 0 ? undefined : 'reason-hint'}
        aria-invalid={missing !== undefined}
        value={reason}
        onInput={({ currentTarget: { value } }) => {
          setReason(value)
          // What has been complained about is looked at while it is mended.
          if (missing !== undefined) setMissing(missingWords(like, value))
        }}
        onKeyDown={(event) => {
          // The page's own shortcuts are not meant.
          event.stopPropagation()
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) event.currentTarget.form?.requestSubmit()
        }}
      />
      {like.length === 0 ? null : (
        <p class="reason__hint" id="reason-hint">
          {like.map(likeWords).join('; ')}
        </p>
      )}
      {missing === undefined ? null : (
        <p class="reason__missing" role="alert">
          {missing}
        </p>
      )}
      <footer class="card__foot">
        <button type="button" class="card__button" data-action="cancel" onClick={cancel}>
          Cancel
        </button>
        <button type="submit" class="card__button card__button--main" disabled={given === ''}>
          {words[asks].action}
        </button>
      </footer>
    </form>
  )
}

const words = {
  approvers: { label: 'Reason, for the person who approves', action: 'Ask for approval' },
  requester: { label: 'Reason, for the record', action: 'Go on' },
  keys: { label: 'Reason, for who keeps the key', action: 'Go on' },
} as const
