import type { BrowserLimit } from '@countersign/shared/api'
import browser from 'webextension-polyfill'
import { canStop } from '../body-truth/can-stop.ts'
import { thisBrowser } from '../browser/this-browser.ts'
import { limitsOf } from './limits.ts'

/** What this browser does not do: whoever may allow it to does so while it runs. */
export async function readLimits(): Promise<BrowserLimit[]> {
  const [mayStop, isPrivate] = await Promise.all([canStop(), browser.extension.isAllowedIncognitoAccess()])
  return limitsOf(thisBrowser, { mayStop, isPrivate })
}
