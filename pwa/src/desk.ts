import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { LiveEvent } from './approve/live.ts'
import type { Phone } from './phone.ts'
import type { Session } from './sign-in/session.ts'

/** What the pages of a signed-in person work with. */
export type Desk = {
  readonly phone: Phone
  readonly session: Session
  /** Hears the relay's events until the returned function is called. */
  readonly listen: (hear: (event: LiveEvent) => void) => () => void
  /** The relay no longer knows this session: offers to sign in again, without leaving the page. */
  readonly sessionOver: () => void
}

export const DeskContext = createContext<Desk | undefined>(undefined)

/** @throws {Error} outside of a signed-in page */
export function useDesk(): Desk {
  const desk = useContext(DeskContext)
  if (desk === undefined) throw new Error('This part needs somebody who is signed in.')
  return desk
}
