import type { BodyLimit } from '@countersign/shared/api'
import type { BrowserName } from '../../browser-name.ts'

/**
 * What this browser cannot check of a released request as it leaves (see seen.ts and judge.ts).
 *
 * @param mayStop whether it stops what is not what was approved
 */
export function bodyLimitsOf(browser: BrowserName, mayStop: boolean): readonly BodyLimit[] {
  if (browser === 'firefox') return ['no-files-of-forms', 'no-streams-of-workers']
  return [...(mayStop ? [] : (['cannot-stop'] as const)), 'no-body-of-some', 'no-files-of-forms']
}
