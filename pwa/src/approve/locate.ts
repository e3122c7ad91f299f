import { gridOf, type PositionDemand } from '@countersign/shared/policy'
import { misfitOf, type Position, type PositionMisfit, roundPosition } from '@countersign/shared/protocol'

/** What came of asking this phone where it is. `position` is what would be said, rounded; nothing of it was sent. */
export type Located =
  | { readonly kind: 'found'; readonly position: Position }
  /** The rule does not take it. */
  | { readonly kind: 'misfit'; readonly why: PositionMisfit; readonly position: Position }
  /** The person said no: this once, or for good. */
  | { readonly kind: 'refused'; readonly forGood: boolean }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'unavailable' }

/** What the browser is asked with; the lab's tests have one of their own. */
type Geolocating = Pick<Navigator, 'geolocation' | 'permissions'>

/**
 * Asks this phone where it is, which asks its person, and rounds what it says before anything else is done with it.
 *
 * @param exactly wakes what costs time and battery, since the last try was not exact enough
 */
export async function locate(
  asked: PositionDemand,
  exactly: boolean,
  { geolocation, permissions }: Geolocating = navigator,
): Promise<Located> {
  // Browsers give none to pages that are not secure.
  if (geolocation === undefined) return { kind: 'unavailable' }
  const enableHighAccuracy = exactly || gridOf(asked).steps === 1
  const options = { enableHighAccuracy, timeout: patience, maximumAge: 0 }
  return new Promise((resolve) => {
    geolocation.getCurrentPosition(
      ({ coords }) => resolve(judged(roundPosition(coords, asked), asked)),
      (error) => resolve(failed(error, permissions)),
      options,
    )
  })
}

/** From the person's yes on. */
const patience = 15_000

function judged(position: Position, asked: PositionDemand): Located {
  const why = misfitOf(position, asked)
  return why === undefined ? { kind: 'found', position } : { kind: 'misfit', why, position }
}

/** W3C Geolocation §6: 1 is no permission, 3 no answer in time. */
async function failed({ code }: Pick<GeolocationPositionError, 'code'>, permissions: Permissions): Promise<Located> {
  if (code === 3) return { kind: 'timed-out' }
  if (code !== 1) return { kind: 'unavailable' }
  // Who closed the question is asked anew; who answered it is not. Where a browser does not tell, it is taken for good.
  const state = await permissions?.query({ name: 'geolocation' }).then(
    (status) => status.state,
    () => 'denied',
  )
  return { kind: 'refused', forGood: state !== 'prompt' }
}
