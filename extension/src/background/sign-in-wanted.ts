/**
 * Name of the issuer that wants to see somebody before anything more is said to the relay. It is known to this worker
 * alone: the next one finds out for itself.
 */
export function readSignInWanted(): string | undefined {
  return wanted
}

export function wantSignIn(issuer: string | undefined): void {
  wanted = issuer
  for (const tell of watching) tell()
}

/** Tells whenever it may have changed. */
export function watchSignInWanted(tell: () => void): void {
  watching.add(tell)
}

let wanted: string | undefined
const watching = new Set<() => void>()
