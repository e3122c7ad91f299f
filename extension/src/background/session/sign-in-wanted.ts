import type { NamedIssuer } from '../../panel-view.ts'

/**
 * The issuers of which one wants to see somebody before anything more is said to the relay. They are known to this
 * worker alone: the next one finds out for itself.
 */
export function readSignInWanted(): readonly NamedIssuer[] | undefined {
  return wanted
}

export function wantSignIn(issuers: readonly NamedIssuer[] | undefined): void {
  wanted = issuers?.map(({ name, issuer }) => ({ name, issuer }))
  for (const tell of watching) tell()
}

/** Tells whenever it may have changed. */
export function watchSignInWanted(tell: () => void): void {
  watching.add(tell)
}

let wanted: readonly NamedIssuer[] | undefined
const watching = new Set<() => void>()
