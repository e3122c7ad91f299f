import { markStart } from '../mark.ts'
import { method } from './kept.ts'

const { apply, getOwnPropertyDescriptor } = Reflect
const addEventListener = method(EventTarget.prototype, 'addEventListener')
const stopImmediatePropagation = method(Event.prototype, 'stopImmediatePropagation')
const indexOf = method(String.prototype, 'indexOf')

/**
 * A released form's way out is announced by the Navigation API, with its mark: page scripts could send to it before the
 * form does. This listener is there first, and the event ends at it.
 *
 * Test: release a form; `navigation.onnavigate` of the page is not called.
 */
export function hideReleases(): void {
  const navigation: unknown = Reflect.get(window, 'navigation')
  const destinationOf = getterIn('NavigateEvent', 'destination')
  const urlOf = getterIn('NavigationDestination', 'url')
  if (!(navigation instanceof EventTarget) || destinationOf === undefined || urlOf === undefined) return
  const stop = (event: Event) => {
    const url = apply(urlOf, apply(destinationOf, event, []), [])
    if (typeof url === 'string' && indexOf(url, markStart) !== -1) stopImmediatePropagation(event)
  }
  addEventListener(navigation, 'navigate', stop, true)
}

/** Looked up by name: not every browser has them. */
function getterIn(name: string, property: string): ((this: unknown) => unknown) | undefined {
  const owner: unknown = Reflect.get(window, name)
  if (typeof owner !== 'function') return undefined
  return getOwnPropertyDescriptor(owner.prototype, property)?.get
}
