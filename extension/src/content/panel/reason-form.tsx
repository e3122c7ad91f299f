import { useEffect, useRef, useState } from 'preact/hooks'
import type { Held } from '../../panel-view.ts'

type ReasonFormProps = {
  readonly asks: Held['asks']
  readonly give: (reason: string) => void
  readonly cancel: () => void
}

/** For rules that ask why: nobody is asked before there is an answer. */
export function ReasonForm({ asks, give, cancel }: ReasonFormProps) {
  const [reason, setReason] = useState('')
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => field.current?.focus(), [])
  const given = reason.trim()
  return (
    <form
      class="reason"
      onSubmit={(event) => {
        event.preventDefault()
        if (given !== '') give(given)
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
        value={reason}
        onInput={({ currentTarget }) => setReason(currentTarget.value)}
        onKeyDown={(event) => {
          // The page's own shortcuts are not meant.
          event.stopPropagation()
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) event.currentTarget.form?.requestSubmit()
        }}
      />
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
} as const
