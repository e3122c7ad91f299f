import type { RequestStatus } from '@countersign/shared/api'
import { IssuerUnreachable } from '@countersign/shared/protocol'
import type { PanelView } from '../../panel-view.ts'
import { pause } from '../session/relay.ts'
import { waitView } from './ask.ts'
import type { Own } from './request.ts'
import { judge, type Verdict } from './verify.ts'

/**
 * Judges what came with "approved" or "confirmed". An issuer that cannot be asked for its keys proves nothing for or against it: the
 * request stays held, the person is told why, and it is tried again while there is time.
 */
export async function judgeWhenReachable(
  own: Own,
  status: RequestStatus,
  signal: AbortSignal,
  show: (view: PanelView) => void,
): Promise<Verdict | { readonly kind: 'stopped' } | { readonly kind: 'too-late' }> {
  for (let tries = 0; !signal.aborted && Date.now() < own.request.expires; tries += 1) {
    try {
      return await judge(own, status)
    } catch (error) {
      if (!(error instanceof IssuerUnreachable)) throw error
      show(waitView(own, status, 'issuer'))
      await pause(Math.min(500 * 2 ** tries, 5_000), signal)
    }
  }
  return signal.aborted ? { kind: 'stopped' } : { kind: 'too-late' }
}
