import { withoutMark } from '../mark.ts'

/**
 * After a released form the page's address ends with the used mark (a 303 inherits it). It opens nothing any more,
 * but it is nobody's business: taken off before the page's first script.
 *
 * @returns whether there was one: this page is where a released form led
 */
export function hideMark(): boolean {
  const clean = withoutMark(location.href)
  if (clean === undefined) return false
  history.replaceState(history.state, '', clean)
  return true
}
