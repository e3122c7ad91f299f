import browser from 'webextension-polyfill'
import { thisBrowser } from '../browser/this-browser.ts'

/** Firefox lets every add-on stop requests, Chromium only one that the device's administrator has installed. */
export function canStop(): Promise<boolean> {
  asking ??= ask()
  return asking
}

/** How it was installed does not change in a worker's life. */
let asking: Promise<boolean> | undefined

async function ask(): Promise<boolean> {
  if (thisBrowser === 'firefox') return true
  const { installType } = await browser.management.getSelf()
  return installType === 'admin'
}
