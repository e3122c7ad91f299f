import { useState } from 'preact/hooks'
import type { PolicyShown } from '../background/pages.ts'
import type { Shown } from '../background/proposal/proposal-port.ts'
import { Card } from '../content/panel/card.tsx'
import { Comparison } from './comparison.tsx'
import { useProposal } from './use-proposal.ts'

/** Proposes the next policy, to be approved under the one in force. */
export function Propose({ policy, changed }: { readonly policy: PolicyShown; readonly changed: () => void }) {
  const { chosen, view, choose, propose, signIn, cancel, close } = useProposal(changed)
  if (!policy.replaceable) return null
  return (
    <section class="page__propose">
      <h1>Propose the next policy</h1>
      {view === undefined ? (
        <>
          <p class="page__text">
            Whoever may approve it signs in for exactly this file, as for any other action. Then it is in force.
          </p>
          <label class="page__file">
            <span>Compiled policy</span>
            <input
              type="file"
              accept=".json,application/json"
              onChange={(event) => choose(event.currentTarget.files)}
            />
          </label>
          {chosen === undefined ? null : <Chosen policy={policy} inspected={chosen.inspected} propose={propose} />}
        </>
      ) : (
        <Card
          view={view}
          nothing="The policy stays as it is."
          cancel={cancel}
          close={close}
          giveReason={() => {}}
          signIn={signIn}
        />
      )}
    </section>
  )
}

type ChosenProps = {
  readonly policy: PolicyShown
  readonly inspected: Shown
  readonly propose: (reason: string) => void
}

function Chosen({ policy, inspected, propose }: ChosenProps) {
  const [reason, setReason] = useState('')
  if (inspected.kind === 'unusable') {
    return (
      <p class="page__error" role="alert">
        {inspected.why}
      </p>
    )
  }
  const submit = (event: Event) => {
    event.preventDefault()
    propose(reason.trim())
  }
  return (
    <form class="page__propose" onSubmit={submit}>
      <Comparison before={policy} next={inspected.next} />
      <label class="reason__label" for="reason">
        Why it is needed; the approver reads it
      </label>
      <textarea
        id="reason"
        class="reason__field"
        rows={2}
        maxLength={1_000}
        required
        value={reason}
        onInput={(event) => setReason(event.currentTarget.value)}
      />
      <button type="submit" class="page__button" disabled={reason.trim() === ''}>
        Ask for approval
      </button>
    </form>
  )
}
