import type { ActionHeader } from '../protocol/index.ts'
import { count, formatBytes } from './format.ts'
import type { Part } from './highlight.ts'
import { Highlighted } from './highlighted.tsx'
import type { ShownBody } from './shown-body.ts'
import { Visible } from './visible.tsx'

export type ActionTextProps = {
  readonly method: string
  readonly url: readonly Part[]
  readonly body: ShownBody
  readonly headers: readonly ActionHeader[]
  /** Fields of the body that the policy hides. */
  readonly hidden: readonly string[]
  /** The last words of the note; what holds for everybody who reads it. */
  readonly promise?: string
}

/** Exactly what will be sent: method and URL, the decoded body, the headers on demand. */
export function ActionText({ method, url, body, headers, hidden, promise }: ActionTextProps) {
  const notes = [bodyNote(body), ...(promise === undefined ? [] : [promise])]
  return (
    <section class="cs-action" aria-label="The exact request">
      <p class="cs-action__sent">
        <span class="cs-action__method">{method}</span> <Highlighted parts={url} />
      </p>
      <Body body={body} />
      {hidden.length === 0 ? null : <Hidden fields={hidden} />}
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
  if (body.kind === 'not-shown') return <pre class="cs-action__body">SHA-256 {body.digest}</pre>
  return null
}

/** Said right under the content: what stands there as [hidden] is sent all the same. */
function Hidden({ fields }: { readonly fields: readonly string[] }) {
  return (
    <p class="cs-action__hidden">
      Your policy hides {count(fields.length, 'field')} that will be sent:{' '}
      {fields.map((field, index) => [
        index === 0 ? null : ', ',
        <code key={field}>
          <Visible text={field} />
        </code>,
      ])}
    </p>
  )
}

function bodyNote(body: ShownBody): string {
  if (body.kind === 'none') return 'No content'
  if (body.kind === 'hidden')
    return `Your policy hides fields of the content, and it can’t be read: ${formatBytes(body.size)}`
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
          {value === undefined ? <span class="cs-secret">secret, not shown</span> : <Visible text={value} />}
        </dd>,
      ])}
    </dl>
  )
}
