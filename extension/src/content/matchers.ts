import browser from 'webextension-polyfill'
import type { Matcher } from '../page-messages.ts'

/** Tells the page hook the matchers of the policy in force, now and whenever it changes. */
export function watchMatchers(tell: (matchers: readonly Matcher[]) => void): void {
  void browser.storage.local.get('matchers').then(({ matchers }) => {
    if (isMatchers(matchers)) tell(matchers)
  })
  browser.storage.local.onChanged.addListener(({ matchers }) => {
    if (isMatchers(matchers?.newValue)) tell(matchers.newValue)
  })
}

/** Only the background writes it. */
function isMatchers(value: unknown): value is readonly Matcher[] {
  return Array.isArray(value)
}
