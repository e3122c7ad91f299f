import { Notice } from '../frame.tsx'
import type { RequestInHand } from './use-request.ts'

type UnsentProps = {
  readonly failure: NonNullable<RequestInHand['failure']>
  readonly onRetry: () => Promise<void>
}

/** That a decision of mine did not arrive. */
export function Unsent({ failure: { words, again }, onRetry }: UnsentProps) {
  if (!again) return <Notice tone="bad">Your decision was not taken. {words}</Notice>
  return (
    <Notice tone="bad">
      <p>Your decision has not arrived yet. {words}</p>
      <button type="button" class="button button--small" onClick={() => void onRetry()}>
        Send it again
      </button>
    </Notice>
  )
}
