import { replaceGetter, replaceMethod, replaceSetter } from '../replace.ts'
import { armTimeout } from './end.ts'
import { headerLines, headerOf } from './headers.ts'
import { type Held, held, isReady, loading, unsent } from './held.ts'
import { responseOf, responseTextOf, responseXmlOf } from './response.ts'

const { apply } = Reflect
const { DOMException } = globalThis

/** What the page reads of a held request and sets on it, where the native object does not know. */
export function hookProperties(prototype: XMLHttpRequest): void {
  read(prototype, 'readyState', (found) => found.readyState)
  read(prototype, 'status', ({ head }) => head?.status ?? 0)
  read(prototype, 'statusText', ({ head }) => head?.statusText ?? '')
  read(prototype, 'responseURL', ({ head }) => head?.url ?? '')
  read(prototype, 'response', (found, xhr) => responseOf(xhr, found))
  read(prototype, 'responseText', (found, xhr) => responseTextOf(xhr, found))
  read(prototype, 'responseXML', (found, xhr) => responseXmlOf(xhr, found))
  call(prototype, 'getResponseHeader', ({ head }, args) => headerOf(head, `${args[0]}`))
  call(prototype, 'getAllResponseHeaders', ({ head }) => headerLines(head))
  call(prototype, 'overrideMimeType', (found, args) => {
    if (found.readyState >= loading) throw invalidState(`execute 'overrideMimeType' on`, mimeTypeIsLate)
    found.mimeType = `${args[0]}`
  })
  set(prototype, 'responseType', (found) => {
    if (found.readyState >= loading) throw invalidState(`set the 'responseType' property on`, responseTypeIsLate)
  })
  set(prototype, 'withCredentials', (found) => {
    const mayBeSet = found.readyState === unsent || isReady(found)
    if (!mayBeSet) throw invalidState(`set the 'withCredentials' property on`, credentialsAreLate)
  })
  replaceSetter(prototype, 'timeout', (native, xhr: XMLHttpRequest, args) => {
    apply(native, xhr, args)
    const found = held.get(xhr)
    if (found?.sending !== undefined) armTimeout(xhr, found, found.sending)
  })
}

/** The native property is read all the same: it refuses what it does not allow. */
function read(prototype: object, name: string, answer: (found: Held, xhr: XMLHttpRequest) => unknown): void {
  replaceGetter(prototype, name, (native, xhr: XMLHttpRequest, args) => {
    const own = apply(native, xhr, args)
    const found = held.get(xhr)
    return found === undefined ? own : answer(found, xhr)
  })
}

/** And the native method is called: it looks at the arguments. */
function call(prototype: object, name: string, answer: (found: Held, args: readonly unknown[]) => unknown): void {
  replaceMethod(prototype, name, (native, xhr: XMLHttpRequest, args) => {
    const own = apply(native, xhr, args)
    const found = held.get(xhr)
    return found === undefined ? own : answer(found, args)
  })
}

/** Some things may be set up to a state that the native object of a held request never comes to. */
function set(prototype: object, name: string, check: (found: Held) => void): void {
  replaceSetter(prototype, name, (native, xhr: XMLHttpRequest, args) => {
    const found = held.get(xhr)
    if (found !== undefined) check(found)
    apply(native, xhr, args)
  })
}

/** The browser's own words. */
function invalidState(failed: string, why: string): DOMException {
  return new DOMException(`Failed to ${failed} 'XMLHttpRequest': ${why}`, 'InvalidStateError')
}

const mimeTypeIsLate = 'MimeType cannot be overridden when the state is LOADING or DONE.'
const responseTypeIsLate = "The response type cannot be set if the object's state is LOADING or DONE."
const credentialsAreLate = "The value may only be set if the object's state is UNSENT or OPENED."
