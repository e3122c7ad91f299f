import browser from 'webextension-polyfill'
import type { BrowserName } from '../../browser-name.ts'

/** The kind of browser that this runs in. */
export const thisBrowser: BrowserName = browser.runtime.getURL('').startsWith('moz-') ? 'firefox' : 'chromium'
