import type { Matcher } from '../messages.ts'
import { openChannel } from './channel.ts'
import { hookFetch } from './fetch.ts'
import { hookForms } from './form.ts'
import { setMatchers } from './rules.ts'

declare global {
  /** Left by the build's rules.js, which runs right before this script, and taken away at once. */
  var __countersignMatchers: readonly Matcher[] | undefined
}

const matchers = globalThis.__countersignMatchers
Reflect.deleteProperty(globalThis, '__countersignMatchers')
if (matchers !== undefined) {
  setMatchers(matchers)
  openChannel()
  hookFetch()
  hookForms()
}
