import type { PositionDemand } from '@countersign/shared/policy'
import type { Position } from '@countersign/shared/protocol'
import { useEffect, useRef, useState } from 'preact/hooks'
import { type Located, locate } from './locate.ts'

/** How far it is with saying where this phone is. */
export type Locating =
  | { readonly kind: 'not-asked' }
  | { readonly kind: 'asking' }
  | Exclude<Located, { kind: 'found' }>

/**
 * Asks this phone where it is, when its person presses for it, and never before.
 *
 * @param goOn with the position that the rule asks for; with none where it asks for none
 */
export function usePosition(asked: PositionDemand | undefined, goOn: (position?: Position) => void) {
  // What the person writes while the phone looks for itself counts as well.
  const latest = useRef(goOn)
  latest.current = goOn
  const [locating, setLocating] = useState<Locating>({ kind: 'not-asked' })
  const tries = useRef(0)
  // What comes after the person went on to something else is not looked at.
  const stop = () => {
    tries.current += 1
    setLocating({ kind: 'not-asked' })
  }
  useEffect(
    () => () => {
      tries.current += 1
    },
    [],
  )
  const ask = async (demand: PositionDemand) => {
    tries.current += 1
    const mine = tries.current
    const exactly = locating.kind === 'misfit' && locating.why === 'position_inaccurate'
    setLocating({ kind: 'asking' })
    const located = await locate(demand, exactly)
    if (tries.current !== mine) return
    setLocating(located.kind === 'found' ? { kind: 'not-asked' } : located)
    if (located.kind === 'found') latest.current(located.position)
  }
  return {
    locating,
    stop,
    start: () => {
      if (asked === undefined) goOn()
      else if (locating.kind !== 'asking') void ask(asked)
    },
  }
}
