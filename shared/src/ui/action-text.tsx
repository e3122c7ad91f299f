import type { ComponentChildren } from 'preact'
import type { ActionHeader } from '../protocol/index.ts'
import { count, formatBytes } from './format.ts'
import type { HiddenParts } from './hidden-parts.ts'
import type { Part } from './highlight.ts'
import { Highlighted } from './highlighted.tsx'
import type { ShownBody } from './shown-body.ts'
import { Visible } from './visible.tsx'

export type ActionTextProps = {
  readonly method: string
  readonly url: readonly Part[]
  readonly body: ShownBody
  readonly headers: readonly ActionHeader[]
  readonly hidden: HiddenParts
  /** What may be another value when it is sent: see `changingParts`. */
  readonly changing: readonly string[]
  /** The last words of the note; what holds for everybody who reads it. */
  readonly promise?: string
}

/** Exactly what will be sent: method and URL, the decoded body, the headers on demand. */
export function ActionText({ method, url, body, headers, hidden, changing, promise }: ActionTextProps) {
  const notes = [bodyNote(body), ...(promise === undefined ? [] : [promise])]
  return (
    <section class="cs-action" aria-label="The exact request">
      <p class="cs-action__sent">
        <span class="cs-action__method">{method}</span> <Highlighted parts={url} />
      </p>
      <Body body={body} />
      <Hidden parts={hidden} />
      <Changing names={changing} />
      <p class="cs-action__note">{notes.join(' · ')}</p>
      {headers.length === 0 ? null : <Headers headers={headers} />}
    </section>
  )
}

function Body({ body }: { readonly body: ShownBody }) {
  if (body.kind === 'json' || body.kind === 'text') {
    return (
      <pre class="cs-action__body">
        <Visible text={body.text} />
      </pre>
    )
  }
  if (body.kind === 'form') return <Rows rows={body.rows.map(([name, value]) => ({ name, value }))} />
  if (body.kind === 'binary') return <pre class="cs-action__body">{body.head} …</pre>
  if (body.kind === 'hidden') return <Said>{nothingShown}</Said>
  if (body.kind === 'not-shown') return <pre class="cs-action__body">SHA-256 {body.digest}</pre>
  return null
}

const nothingShown =
  'Nothing of the content can be shown: your policy hides fields of it, and this content can’t be taken apart.'

/** Said right under the content: what stands there as [hidden] is sent all the same. */
function Hidden({ parts: { fields, headers } }: { readonly parts: HiddenParts }) {
  if (fields.length + headers.length === 0) return null
  return (
    <>
      {fields.length === 0 ? null : (
        <Said>
          Hidden by your policy: <Names names={fields} />
        </Said>
      )}
      {headers.length === 0 ? null : (
        <Said>
          Hidden {headers.length === 1 ? 'header' : 'headers'}: <Names names={headers} />
        </Said>
      )}
      <p class="cs-action__note">What is hidden here is sent all the same.</p>
    </>
  )
}

/** Said where it is so: an approver signs for everything else, byte for byte. */
function Changing({ names }: { readonly names: readonly string[] }) {
  if (names.length === 0) return null
  return (
    <Said>
      New with each load of the page, and may differ when it is sent: <Names names={names} />
    </Said>
  )
}

function Said({ children }: { readonly children: ComponentChildren }) {
  return <p class="cs-action__hidden">{children}</p>
}

function Names({ names }: { readonly names: readonly string[] }) {
  return (
    <>
      {names.map((name, index) => [
        index === 0 ? null : ', ',
        <code key={name}>
          <Visible text={name} />
        </code>,
      ])}
    </>
  )
}

function bodyNote(body: ShownBody): string {
  if (body.kind === 'none') return 'No content'
  if (body.kind === 'hidden') return `${formatBytes(body.size)} of content`
  if (body.kind === 'not-shown') return `Content not shown: ${formatBytes(body.size)}`
  if (body.kind === 'binary') return `Content is not text: the first 64 of ${formatBytes(body.size)}, checked`
  return 'Content checked against its digest'
}

function Headers({ headers }: { readonly headers: readonly ActionHeader[] }) {
  return (
    <details class="cs-action__more">
      <summary>{count(headers.length, 'header')} set by the page</summary>
      <Rows
        rows={headers.map((header) => ({ name: header.name, value: 'value' in header ? header.value : undefined }))}
      />
    </details>
  )
}

type Row = { readonly name: string; readonly value: string | undefined }

function Rows({ rows }: { readonly rows: readonly Row[] }) {
  return (
    <dl class="cs-action__body cs-action__rows">
      {rows.map(({ name, value }, index) => [
        <dt key={`${index} name`}>
          <Visible text={name} />
        </dt>,
        <dd key={`${index} value`}>
          {value === undefined ? <span class="cs-secret">hidden</span> : <Visible text={value} />}
        </dd>,
      ])}
    </dl>
  )
}
