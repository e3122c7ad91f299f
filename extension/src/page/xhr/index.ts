import type { Sendable } from '../body.ts'
import { makeHeaders } from '../capture.ts'
import { asString, method } from '../kept.ts'
import { replaceMethod } from '../replace.ts'
import { isProtectedMethod, protectedUrl } from '../rules.ts'
import { loginOf } from './authorization.ts'
import { makeContent } from './content.ts'
import { abortHeld, leave } from './end.ts'
import { type Held, held, isReady, opened } from './held.ts'
import { hookProperties } from './properties.ts'
import { sendHeld } from './send.ts'

const { apply } = Reflect
const upperCase = method(String.prototype, 'toUpperCase')

/**
 * Holds protected XMLHttpRequests. The page keeps the native object, and everything that no rule protects goes
 * through it untouched; of a protected one the hook answers what the page asks.
 *
 * Test: on a protected console, delete a webhook: the panel shows, and the row goes once it is approved.
 */
export function hookXhr(): void {
  const { XMLHttpRequest } = window
  const { prototype } = XMLHttpRequest
  replaceMethod(prototype, 'open', (native, xhr: XMLHttpRequest, args) => {
    const before = held.get(xhr)
    const next = openedHeld(args)
    if (before === undefined && next === undefined) return apply(native, xhr, args)
    // Before the native function: it tells the page at once that the object is open.
    put(xhr, next)
    try {
      apply(native, xhr, args)
    } catch (error) {
      put(xhr, before)
      throw error
    }
    if (before !== undefined) leave(xhr, before)
  })
  replaceMethod(prototype, 'setRequestHeader', (native, xhr: XMLHttpRequest, args) => {
    const found = held.get(xhr)
    // One that was never opened refuses in the browser's own words.
    apply(native, found === undefined || isReady(found) ? xhr : new XMLHttpRequest(), args)
    found?.headers.append(`${args[0]}`, `${args[1]}`)
  })
  replaceMethod(prototype, 'send', (native, xhr: XMLHttpRequest, args) => {
    const found = held.get(xhr)
    if (found === undefined || !isReady(found))
      return apply(native, found === undefined ? xhr : new XMLHttpRequest(), args)
    // What is none of these is a string to the browser.
    sendHeld(xhr, found, args[0] as Sendable)
  })
  replaceMethod(prototype, 'abort', (native, xhr: XMLHttpRequest, args) => {
    const found = held.get(xhr)
    if (found === undefined) apply(native, xhr, args)
    else abortHeld(xhr, found)
  })
  hookProperties(prototype)
}

function put(xhr: XMLHttpRequest, next: Held | undefined): void {
  if (next === undefined) held.delete(xhr)
  else held.set(xhr, next)
}

/** What `open()` begins, if a rule protects it. */
function openedHeld(args: readonly unknown[]): Held | undefined {
  // With less the native function says what is missing.
  if (args.length < 2) return undefined
  const name = asString(args[0])
  if (!isProtectedMethod(name)) return undefined
  const address = asString(args[1])
  const url = protectedUrl(name, address)
  if (address === undefined || url === undefined) return undefined
  return {
    method: upperCase(name),
    url,
    // A third argument that is there but undefined means false.
    isAsync: args.length < 3 || Boolean(args[2]),
    login: loginOf(address, args[3], args[4]),
    headers: makeHeaders(),
    mimeType: undefined,
    readyState: opened,
    sending: undefined,
    head: undefined,
    content: makeContent(),
  }
}
