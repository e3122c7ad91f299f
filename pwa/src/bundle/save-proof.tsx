import { isSessionOver } from '@countersign/shared/api'
import type { RequestId } from '@countersign/shared/protocol'
import { useState } from 'preact/hooks'
import { useDesk } from '../desk.ts'
import { Link } from '../frame.tsx'
import { wordsOf } from '../words.ts'

type Saving =
  | { readonly kind: 'idle' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'saved'; readonly name: string }
  | { readonly kind: 'failed'; readonly words: string }

/** Offers everything that proves a request as a file. */
export function SaveProof({ id }: { readonly id: RequestId }) {
  const { phone, sessionOver } = useDesk()
  const [saving, setSaving] = useState<Saving>({ kind: 'idle' })
  const save = async () => {
    setSaving({ kind: 'busy' })
    try {
      const bundle = await phone.client.call('readBundle', { params: { id } })
      const name = `${id}.countersign.json`
      download(name, JSON.stringify(bundle))
      setSaving({ kind: 'saved', name })
    } catch (error) {
      if (isSessionOver(error)) sessionOver()
      setSaving({ kind: 'failed', words: wordsOf(error) })
    }
  }
  return (
    <section class="card offer">
      <h2>Proof</h2>
      <p>A file that shows who asked, who decided and what was sent. Anybody can check it, without the relay.</p>
      <p role="status" class={saving.kind === 'failed' ? 'fault' : 'quiet'}>
        {saving.kind === 'saved' ? (
          <>
            Saved as {saving.name}. <Link to="/verify">Check a proof</Link>
          </>
        ) : saving.kind === 'failed' ? (
          `Not saved. ${saving.words}`
        ) : null}
      </p>
      <button type="button" class="button" disabled={saving.kind === 'busy'} onClick={() => void save()}>
        {saving.kind === 'busy' ? 'Saving…' : 'Save the proof'}
      </button>
    </section>
  )
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // Browsers read the file after this; when, none of them says.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
