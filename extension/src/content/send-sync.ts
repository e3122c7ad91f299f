import { decodeBase64url } from '@countersign/shared/protocol'
import browser from 'webextension-polyfill'
import { answerFile } from '../mark.ts'
import type { SentBody, SentCapture } from '../messages.ts'
import type { Sent } from '../sent.ts'
import type { SyncAnswer, SyncCall } from '../sync-call.ts'
import { withoutFragment } from '../without-fragment.ts'
import { isFirefox } from './is-firefox.ts'

/**
 * How long a page stands still for the claim of its second try, in milliseconds: where it gives up earlier, what the relay
 * has granted by then is lost, and the person has to ask anew.
 */
const patience = 10_000

/** Milliseconds between two questions. */
const pause = 10

/** What the background says where the content script asks: the marked URL, or that nothing may be sent. */
export type Permission = { readonly send: string } | { readonly send: undefined }

/** Undefined where no answer came in time. */
export type Asked = { readonly permission: Permission | undefined; readonly times: number }

/**
 * Asks the background while the page stands still. Nothing can come in on the port then; so a URL is asked for, again
 * and again, that the network rules block until the background makes one of them answer it. It goes to no server.
 */
export function askNow(probe: string): Asked {
  const until = performance.now() + patience
  let times = 0
  let permission: Permission | undefined
  let isLast = false
  // Firefox lets other tabs of the site run while this one stands, for as long as they like: whoever wakes late asks once
  // more.
  while (permission === undefined && !isLast) {
    if (times > 0) standStill(pause)
    isLast = performance.now() >= until
    times += 1
    permission = readNow(probe)
  }
  return { permission, times }
}

/** Whoever is asked without pause has no time to find the answer: the network is the browser's own, as the background is. */
function standStill(milliseconds: number): void {
  const until = performance.now() + milliseconds
  while (performance.now() < until);
}

function readNow(probe: string): Permission | undefined {
  const xhr = new XMLHttpRequest()
  xhr.open('GET', probe, false)
  try {
    xhr.send()
  } catch {
    // Still blocked.
    return undefined
  }
  const answer = isFirefox ? answerInFile(xhr) : answerInData(xhr)
  if (answer === undefined) return undefined
  return answer === 'no' ? { send: undefined } : { send: answer }
}

// Only a rule of the background leads to either of them; no page knows the address of the extension's file.

function answerInData({ responseURL, responseText }: XMLHttpRequest): string | undefined {
  return responseURL.startsWith('data:') ? responseText : undefined
}

function answerInFile({ responseURL }: XMLHttpRequest): string | undefined {
  const start = `${browser.runtime.getURL(answerFile)}?`
  return responseURL.startsWith(start) ? decodeURIComponent(responseURL.slice(start.length)) : undefined
}

/** Sends a request while the page stands still, once. */
export function sendSync(
  { method, body, headers }: SentCapture,
  { withCredentials, mimeType }: SyncCall,
  url: string,
): { readonly sent: Sent; readonly answer: SyncAnswer | undefined } {
  const started = performance.now()
  const elapsed = () => Math.round(performance.now() - started)
  const xhr = new XMLHttpRequest()
  try {
    xhr.open(method, url, false)
    xhr.withCredentials = withCredentials
    for (const [name, value] of headers) xhr.setRequestHeader(name, value)
    if (mimeType !== '') xhr.overrideMimeType(mimeType)
    xhr.send(bodyOf(body))
  } catch {
    return { sent: { kind: 'failed', ms: elapsed() }, answer: undefined }
  }
  const { status, statusText, responseText: text } = xhr
  const answer = { status, statusText, text, url: withoutFragment(xhr.responseURL), headers: headersOf(xhr) }
  return { sent: { kind: 'answered', status, ms: elapsed() }, answer }
}

function bodyOf(body: SentBody): XMLHttpRequestBodyInit | null {
  if (body.kind === 'none') return null
  if (body.kind === 'bytes') return decodeBase64url(body.bytes)
  const form = new FormData()
  // Files cannot be read while the page stands still, so none has come.
  for (const entry of body.entries) if ('value' in entry) form.append(entry.name, entry.value)
  return form
}

function headersOf(xhr: XMLHttpRequest): [string, string][] {
  return xhr
    .getAllResponseHeaders()
    .split('\r\n')
    .flatMap((line): [string, string][] => {
      const at = line.indexOf(': ')
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 2)]]
    })
}
