import { writeEmergencyFile } from '@countersign/shared/protocol'
import { useMemo, useState } from 'preact/hooks'
import type { EmergencyAsked } from '../emergency-view.ts'

type GiveFileProps = Pick<EmergencyAsked, 'request' | 'body' | 'keepers' | 'quorum' | 'signed'>

/** The request as a file and as text: it goes to the keeper by whatever way is left. No token is in it. */
export function GiveFile({ request, body, keepers, quorum, signed }: GiveFileProps) {
  const [isCopied, setCopied] = useState(false)
  const text = useMemo(() => writeEmergencyFile(request, body), [request, body])
  const href = useMemo(() => `data:application/json;charset=utf-8,${encodeURIComponent(text)}`, [text])
  const name = `${request.id}.countersign-request.json`
  return (
    <section class="page__propose">
      <h1>1. Give it to who keeps a key</h1>
      <p class="page__text">{whoWords(keepers, quorum, signed)}</p>
      <p class="emergency__ways">
        <a class="page__button emergency__download" href={href} download={name}>
          Download the file
        </a>
        <button
          type="button"
          class="page__button page__button--quiet"
          onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
        >
          Copy it as text
        </button>
        <span role="status">{isCopied ? 'Copied.' : ''}</span>
      </p>
      <p class="page__text">They read what it would do, call you, and sign it at a terminal:</p>
      <p class="page__mono emergency__command">
        countersign emergency sign {name} --key private.jwk --policy policy.jws --policy-key policy-key.public.jwk
        --reason "…"
      </p>
    </section>
  )
}

function whoWords(keepers: readonly string[], quorum: number, signed: readonly string[]): string {
  const who = `Kept by ${keepers.join(', or by ')}.`
  if (quorum === 1) return `${who} One key is enough.`
  return `${who} ${quorum} different keys have to sign; ${signed.length} signed so far${signed.length === 0 ? '' : `: ${signed.join(', ')}`}.`
}
