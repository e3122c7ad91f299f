import type { RequestStatus } from '@countersign/shared/api'
import type { PanelView } from '../../panel-view.ts'
import { watchRequest } from '../session/relay.ts'
import { waitView } from './ask.ts'
import type { Own } from './request.ts'

/** The relay's last word on a request: a claim to be checked, not a fact. */
export type Decided =
  | { readonly kind: 'status'; readonly status: RequestStatus }
  | { readonly kind: 'expired' }
  | { readonly kind: 'stopped' }

/** Waits for the relay to say that a request is decided, for its time to end, or for the hold to be stopped. */
export function awaitDecision(own: Own, signal: AbortSignal, show: (view: PanelView) => void): Promise<Decided> {
  return new Promise((resolve) => {
    const end = (decided: Decided) => {
      clearTimeout(timer)
      stopWatching()
      resolve(decided)
    }
    const timer = setTimeout(() => end({ kind: 'expired' }), Math.max(0, own.request.expires - Date.now()))
    const stopWatching = watchRequest(own.request.id, (status) => {
      if (status.state === 'pending') show(waitView(own, status, undefined))
      else end({ kind: 'status', status })
    })
    if (signal.aborted) end({ kind: 'stopped' })
    signal.addEventListener('abort', () => end({ kind: 'stopped' }))
  })
}
