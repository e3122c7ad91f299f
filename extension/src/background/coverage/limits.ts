import type { BrowserLimit } from '@countersign/shared/api'
import type { BrowserName } from '../../browser-name.ts'

/**
 * What the people of a browser have to know that it does not do.
 *
 * @param may whether it stops what is not what was approved, and runs in private windows
 */
export function limitsOf(browser: BrowserName, may: { mayStop: boolean; isPrivate: boolean }): BrowserLimit[] {
  return [...(may.isPrivate ? [] : (['no-private-windows'] as const)), ...unseen(browser, may.mayStop)]
}

/** What it cannot see of a released request as it leaves (see ../body-truth/seen.ts and judge.ts). */
function unseen(browser: BrowserName, mayStop: boolean): readonly BrowserLimit[] {
  if (browser === 'firefox') return ['no-files-of-forms', 'no-streams-of-workers']
  return [...(mayStop ? [] : (['cannot-stop'] as const)), 'no-body-of-some', 'no-files-of-forms']
}
