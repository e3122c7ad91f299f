import browser from 'webextension-polyfill'
import { thisBrowser } from '../this-browser.ts'

/** Firefox lets every add-on stop requests, Chromium only one that the device's administrator has installed. */
export async function canStop(): Promise<boolean> {
  if (thisBrowser === 'firefox') return true
  const { installType } = await browser.management.getSelf()
  return installType === 'admin'
}
