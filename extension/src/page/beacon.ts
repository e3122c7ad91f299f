import { extractBody, type Sendable } from './body.ts'
import { makeRequest } from './capture.ts'
import { makeKey } from './channel.ts'
import { passOn } from './fetch.ts'
import { holdRequest } from './hold-request.ts'
import { asString, brand, getter } from './kept.ts'
import { listen } from './listen.ts'
import { essenceOf } from './mime.ts'
import { replaceMethod } from './replace.ts'
import { isProtectedMethod, protectedUrl } from './rules.ts'
import { isTooLarge } from './size.ts'

const { apply } = Reflect
const isStream = brand(getter(ReadableStream.prototype, 'locked'))

/** What browsers take at most of requests that may outlive their page (Fetch, HTTP-network-or-cache fetch). */
const quota = 65_536

/**
 * Holds protected beacons: to the page they have been taken, as native ones. They are not sent without their page; what
 * a page sends while it goes away is left to the network rules, which block it.
 *
 * Test: on a protected console, `navigator.sendBeacon('/invoices/INV-2041/void')` is true, and the panel shows.
 */
export function hookBeacon(): void {
  let isLeaving = false
  // Before the page's own listeners, which are where beacons are sent from.
  listen('pagehide', () => (isLeaving = true))
  listen('pageshow', () => (isLeaving = false))
  replaceMethod(Navigator.prototype, 'sendBeacon', (native, navigator: Navigator, args) => {
    if (isLeaving || args.length === 0 || !isProtectedMethod('POST')) return apply(native, navigator, args)
    const url = protectedUrl('POST', asString(args[0]))
    // A stream is refused by the native function.
    if (url === undefined || isStream(args[1])) return apply(native, navigator, args)
    return holdBeacon(url, args[1] as Sendable)
  })
}

/** Whether it was taken. */
function holdBeacon(url: string, data: Sendable): boolean {
  if (isTooLarge(data)) return false
  const body = extractBody(data)
  if (body.size > quota) return false
  const { type } = body
  const headers: [string, string][] = type === undefined ? [] : [['content-type', type]]
  const mode = type === undefined || isSafelisted(type) ? 'no-cors' : 'cors'
  void carry(makeRequest(url, { method: 'POST', headers, body: body.data, mode, credentials: 'include' }), url)
  return true
}

async function carry(request: Request, url: string): Promise<void> {
  try {
    const untouched = request.clone()
    const ending = await holdRequest(request, url, makeKey(), () => false)
    if (ending.kind === 'pass') await passOn(untouched)
  } catch {
    // A beacon that fails tells nobody.
  }
}

/** Whether it may be sent to another origin without asking it first (Fetch, CORS-safelisted request-header). */
function isSafelisted(type: string): boolean {
  const essence = essenceOf(type)
  return (
    essence === 'text/plain' || essence === 'application/x-www-form-urlencoded' || essence === 'multipart/form-data'
  )
}
