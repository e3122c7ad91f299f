import { Visible } from '@countersign/shared/ui'
import type { ComponentChildren } from 'preact'
import { useMemo, useRef, useState } from 'preact/hooks'
import { Frame, Message } from '../frame.tsx'
import type { Phone } from '../phone.ts'
import { wordsOf, wordsOfCode } from '../words.ts'
import { Account } from './account.tsx'
import { Choose, useDropped } from './choose.tsx'
import { verifierOf } from './verifier.ts'
import { type FileFound, type Verifier, verifyFile } from './verify-file.ts'

export type VerifyPageProps = {
  /** Undefined where the phone could not start: a proof can be checked all the same. */
  readonly phone: Phone | undefined
  readonly back: ComponentChildren
}

/** Checks a saved proof on this phone, signed in or not. */
export default function VerifyPage({ phone, back }: VerifyPageProps) {
  const verifier = useMemo(() => verifierOf(phone), [phone])
  if (verifier === undefined) {
    return (
      <Frame actions={back}>
        <Message headline="Nothing can be checked here">
          <p>This copy of the app was made for no organisation: it knows nobody’s rules.</p>
        </Message>
      </Frame>
    )
  }
  return <Desk verifier={verifier} back={back} />
}

type Checked =
  | { readonly kind: 'empty' }
  | { readonly kind: 'reading'; readonly name: string }
  | { readonly kind: 'found'; readonly name: string; readonly found: FileFound }
  | { readonly kind: 'failed'; readonly name: string; readonly words: string }

function Desk({ verifier, back }: { readonly verifier: Verifier; readonly back: ComponentChildren }) {
  const [checked, setChecked] = useState<Checked>({ kind: 'empty' })
  const newest = useRef(0)
  const take = async (file: File) => {
    newest.current += 1
    const turn = newest.current
    const { name } = file
    setChecked({ kind: 'reading', name })
    const next = await verifyFile(file, verifier).then(
      (found): Checked => ({ kind: 'found', name, found }),
      (error: unknown): Checked => ({ kind: 'failed', name, words: wordsOf(error) }),
    )
    // Of two files the later one is wanted, whichever is done first.
    if (turn === newest.current) setChecked(next)
  }
  const over = useDropped(take)
  return (
    <Frame
      actions={
        <div class="actions__row">
          {back}
          <Choose onFile={take}>{checked.kind === 'empty' ? 'Choose a file' : 'Another file'}</Choose>
        </div>
      }
    >
      <h1 class="title" tabIndex={-1}>
        Check a proof
      </h1>
      <div class={over ? 'drop drop--over' : 'drop'}>
        <What checked={checked} />
      </div>
      <p class="fine">Nothing is uploaded. This phone checks the file itself.</p>
    </Frame>
  )
}

function What({ checked }: { readonly checked: Checked }) {
  if (checked.kind === 'empty') return <Empty />
  if (checked.kind === 'reading') return <Reading name={checked.name} />
  const { name } = checked
  if (checked.kind === 'failed') return <NoProof headline="It could not be checked" name={name} words={checked.words} />
  const { found } = checked
  if (found.kind === 'judged') return <Account name={name} report={found.report} />
  if (found.kind === 'unreadable') {
    return <NoProof headline="It cannot be read" name={name} words="Choose the file again." />
  }
  if (found.code === 'bundle_too_large') {
    return <NoProof headline="Too large for a proof" name={name} words="Nothing of the file was read." />
  }
  return <NoProof headline="This is no proof" name={name} words={wordsOfCode(found.code)} />
}

function Empty() {
  return (
    <div class="empty">
      <svg viewBox="0 0 48 48" aria-hidden="true" class="empty__plain">
        <path d="M13 6h15l9 9v27H13zM28 6v9h9M19 29l4.5 4.5L31 25" />
      </svg>
      <h2>No file chosen yet</h2>
      <p>
        Choose one that was saved with “Save the proof”; its name ends in .countersign.json. You can drop it here, too.
      </p>
    </div>
  )
}

function Reading({ name }: { readonly name: string }) {
  return (
    <div class="card skeleton" aria-busy="true">
      <p class="quiet" role="status">
        Checking “<Visible text={name} />
        ”…
      </p>
      <i class="bone bone--tall" />
      <i class="bone" />
      <i class="bone bone--short" />
    </div>
  )
}

type NoProofProps = { readonly headline: string; readonly name: string; readonly words: string }

function NoProof({ headline, name, words }: NoProofProps) {
  return (
    <section class="card" role="alert">
      <h2 class="headline headline--stopped">{headline}</h2>
      <p class="explanation">{words}</p>
      <p class="quiet">
        The file “<Visible text={name} />”
      </p>
    </section>
  )
}
