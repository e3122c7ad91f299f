import type { Matcher } from '../page-messages.ts'
import { hookBeacon } from './beacon.ts'
import { openChannel } from './channel.ts'
import { hookFetch } from './fetch.ts'
import { hookForms } from './form.ts'
import { hookLinks } from './link.ts'
import { keepListening } from './listen.ts'
import { hideReleases } from './navigation.ts'
import { keepTexts } from './replace.ts'
import { setMatchers } from './rules.ts'
import { hookXhr } from './xhr/index.ts'

declare global {
  /** Left by the build's rules.js, which runs right before this script, and taken away at once. */
  var __countersignMatchers: readonly Matcher[] | undefined
}

/** On the page's own global object, for good: where this script has run, it does nothing more. */
const mark = Symbol.for('countersign')

const matchers = globalThis.__countersignMatchers
Reflect.deleteProperty(globalThis, '__countersignMatchers')
if (matchers !== undefined && !(mark in globalThis)) {
  Object.defineProperty(globalThis, mark, { value: true })
  setMatchers(matchers)
  openChannel()
  hideReleases()
  keepTexts()
  hookFetch()
  hookXhr()
  hookForms()
  hookLinks()
  hookBeacon()
  keepListening()
}
