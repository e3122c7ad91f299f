import browser from 'webextension-polyfill'
import type { ReadBefore, ToContent } from '../messages.ts'
import { readBefore } from './read-before.ts'

/** What the background says while no line is open. Only the extension itself can send to its content scripts. */
export function listenToBackground(show: (message: Extract<ToContent, { kind: 'show' }>) => void): void {
  browser.runtime.onMessage.addListener((message: unknown) => {
    if (message === 'here?') return Promise.resolve(true)
    // The background sends nothing else.
    const told = message as ToContent | ReadBefore
    if (told.kind === 'read-before') return readBefore(told)
    if (told.kind === 'show') show(told)
    return undefined
  })
}
