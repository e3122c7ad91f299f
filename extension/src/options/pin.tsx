import { useState } from 'preact/hooks'
import browser from 'webextension-polyfill'
import type { Candidate } from '../background/anchor/candidate.ts'
import type { PinAnswer, PinCall } from '../background/policy/pin.ts'

/** First sign-in without an organisation's build: the person says whose relay it is, and compares its key. */
export function Pin() {
  const [candidate, setCandidate] = useState<Candidate>()
  const { failure, busy, run } = usePinning()
  const look = (relay: string) =>
    run(async () => {
      await allow([relay])
      const answer = await ask({ kind: 'look', relay })
      if (answer.kind === 'none') return answer.why
      setCandidate(answer.kind === 'candidate' ? answer.candidate : undefined)
      return undefined
    })
  const trust = ({ relay, fingerprint, issuers }: Candidate) =>
    run(async () => {
      await allow(issuers.map(({ issuer }) => issuer))
      const answer = await ask({ kind: 'pin', relay, fingerprint })
      return answer.kind === 'none' ? answer.why : undefined
    })
  return (
    <section class="page__propose">
      <h1>Whose approvals do you need?</h1>
      {candidate === undefined ? (
        <Address busy={busy} look={look} />
      ) : (
        <Compare
          candidate={candidate}
          busy={busy}
          trust={() => trust(candidate)}
          drop={() => setCandidate(undefined)}
        />
      )}
      {failure === undefined ? null : (
        <p class="page__error" role="alert">
          {failure}
        </p>
      )}
    </section>
  )
}

function Address({ busy, look }: { readonly busy: boolean; readonly look: (relay: string) => void }) {
  const [relay, setRelay] = useState('')
  const submit = (event: Event) => {
    event.preventDefault()
    look(relay)
  }
  return (
    <form class="page__propose" onSubmit={submit}>
      <label class="reason__label" for="relay">
        Address of your organisation’s Countersign relay
      </label>
      <input
        id="relay"
        class="reason__field"
        type="url"
        required
        placeholder="https://countersign.acme.example"
        value={relay}
        onInput={(event) => setRelay(event.currentTarget.value)}
      />
      <button type="submit" class="page__button" disabled={busy}>
        Look
      </button>
    </form>
  )
}

type CompareProps = {
  readonly candidate: Candidate
  readonly busy: boolean
  readonly trust: () => void
  readonly drop: () => void
}

function Compare({ candidate, busy, trust, drop }: CompareProps) {
  const { organisation, issuers, relay, fingerprint, rules } = candidate
  return (
    <>
      <p class="page__text">
        Compare the key with the one that your security team has given you, letter by letter. Whoever has it says what
        needs an approval here, and who may give it. From then on no other key counts in this browser.
      </p>
      <dl class="page__facts">
        <dt>Organisation</dt>
        <dd>{organisation}</dd>
        <dt>Sign-in</dt>
        <dd>{issuers.map(({ name, issuer }) => `${name} (${issuer})`).join(', ')}</dd>
        <dt>Relay</dt>
        <dd>{relay}</dd>
        <dt>Rules</dt>
        <dd>{rules}</dd>
        <dt>Key</dt>
        <dd class="page__mono page__compare">{inGroups(fingerprint)}</dd>
      </dl>
      <div class="page__choices">
        <button type="button" class="page__button" disabled={busy} onClick={trust}>
          It is the same key: trust {organisation}
        </button>
        <button type="button" class="page__button page__button--quiet" disabled={busy} onClick={drop}>
          It is another
        </button>
      </div>
    </>
  )
}

/** The person gives up the organisation that was pinned here. */
export function Unpin({ organisation }: { readonly organisation: string }) {
  const [sure, setSure] = useState(false)
  const { failure, busy, run } = usePinning()
  const unpin = () => run(async () => void (await ask({ kind: 'unpin' })))
  if (!sure) {
    return (
      <button type="button" class="page__button page__button--quiet" onClick={() => setSure(true)}>
        Forget this organisation…
      </button>
    )
  }
  return (
    <section class="page__propose">
      <p class="page__warning" role="alert">
        After that nothing is held in this browser any more, and the next key that you accept is believed. If a page, a
        message or a caller has asked you to do this, don’t: tell your security team.
      </p>
      <div class="page__choices">
        <button type="button" class="page__button page__button--danger" disabled={busy} onClick={unpin}>
          Forget {organisation}
        </button>
        <button type="button" class="page__button page__button--quiet" onClick={() => setSure(false)}>
          Keep it
        </button>
      </div>
      {failure === undefined ? null : <p class="page__error">{failure}</p>}
    </section>
  )
}

/** One step at a time; what it returns is what went wrong. */
function usePinning() {
  const [failure, setFailure] = useState<string>()
  const [busy, setBusy] = useState(false)
  const run = (step: () => Promise<string | undefined>) => {
    setBusy(true)
    step()
      .then(setFailure, (error: unknown) => setFailure(error instanceof Error ? error.message : 'It did not work.'))
      .finally(() => setBusy(false))
  }
  return { failure, busy, run }
}

function ask(call: PinCall): Promise<PinAnswer> {
  return browser.runtime.sendMessage<PinCall, PinAnswer>(call)
}

/** Asks the browser for access, at the person's click; where there is access already, nobody is asked. */
async function allow(addresses: readonly string[]): Promise<void> {
  const origins = addresses.filter((address) => URL.canParse(address)).map((address) => `${new URL(address).origin}/*`)
  if (!(await browser.permissions.request({ origins }))) throw new Error('Without access nothing can be asked there.')
}

/** Four and four: people lose their place in 43 letters. */
function inGroups(fingerprint: string): string {
  return fingerprint.match(/.{1,4}/g)?.join(' ') ?? fingerprint
}
