import { useEffect, useId, useRef } from 'preact/hooks'

/** Why somebody approves or denies, in their own words; opened, it has the focus. */
export function Reason({ value, onInput }: { value: string; onInput: (value: string) => void }) {
  const id = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => field.current?.focus(), [])
  return (
    <div class="reason">
      <label for={id}>Your reason, for the record</label>
      <textarea
        id={id}
        ref={field}
        rows={2}
        maxLength={1_000}
        value={value}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
    </div>
  )
}
