/** What the sign-in page shows of an action (RFC 9396) as the client tells it. The provider vouches for nothing in it. */
export interface ShownAction {
  /** The console. */
  readonly where: string
  readonly method: string
  /** Absent where the client had no room for it. */
  readonly summary: string | undefined
  readonly url: string | undefined
}

/** One authorization detail read as an action; undefined where it is none. */
export function readAction(detail: unknown): ShownAction | undefined {
  if (detail === null || typeof detail !== 'object') return undefined
  // An object's members are unknown until they are looked at.
  const { locations, method, summary, url } = detail as Readonly<Record<string, unknown>>
  const where: unknown = Array.isArray(locations) && locations.length === 1 ? locations[0] : undefined
  if (typeof where !== 'string' || typeof method !== 'string') return undefined
  return { where, method, summary: textOf(summary), url: textOf(url) }
}

/** The action that a client wants somebody to sign for; undefined where it tells none. */
export function actionOf(params: Readonly<Record<string, unknown>>): ShownAction | undefined {
  const { authorization_details: given } = params
  if (typeof given !== 'string') return undefined
  // The provider has checked the parameter before it starts an interaction.
  const details: unknown = JSON.parse(given)
  return Array.isArray(details) ? readAction(details[0]) : undefined
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
