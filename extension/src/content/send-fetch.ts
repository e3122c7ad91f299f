import type { PageBody, PageCapture, PageWay, ResponseHead } from '../page-messages.ts'
import type { Sent } from '../sent.ts'
import { withoutFragment } from '../without-fragment.ts'
import { appendEntries } from './append-entries.ts'

type FetchWay = Extract<PageWay, { kind: 'fetch' }>

/** What the page gets: without a head, the browser's network error. */
export type PageAnswer = { readonly head: ResponseHead | undefined; readonly body: ReadableStream | null }

export type Answered = { readonly sent: Sent; readonly answer: PageAnswer }

/**
 * Sends the held bytes from this isolated world: the page's origin, cookies and referrer, out of reach of the page's
 * scripts and its service worker.
 *
 * @param url with the mark that the network rules let through once
 */
export async function sendFetch(capture: PageCapture, way: FetchWay, url: string): Promise<Answered> {
  const started = performance.now()
  const elapsed = () => Math.round(performance.now() - started)
  try {
    const response = await fetch(url, {
      method: capture.method,
      headers: capture.headers.map(([name, value]): [string, string] => [name, value]),
      body: bodyOf(capture.body),
      mode: way.mode === 'navigate' ? 'same-origin' : way.mode,
      credentials: way.credentials,
      cache: way.cache,
      redirect: way.redirect,
      referrerPolicy: way.referrerPolicy,
      integrity: way.integrity,
    })
    const { status, statusText, redirected, type, body } = response
    const head = {
      status,
      statusText,
      redirected,
      type,
      headers: [...response.headers],
      url: withoutFragment(response.url),
    }
    // An opaque answer hides its status; that it was answered is all that is known.
    const sent: Sent = { kind: 'answered', status: status === 0 ? 200 : status, ms: elapsed() }
    return { sent, answer: { head, body } }
  } catch {
    // The network failed, or the answer may not be read (CORS, integrity): the page gets the browser's network error.
    return { sent: { kind: 'failed', ms: elapsed() }, answer: { head: undefined, body: null } }
  }
}

function bodyOf(body: PageBody): BodyInit | null {
  if (body.kind === 'none') return null
  if (body.kind === 'bytes') return body.bytes
  const form = new FormData()
  appendEntries(form, body.entries)
  return form
}
