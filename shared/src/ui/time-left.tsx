import { formatLeft, speakLeft } from './format.ts'

export type TimeLeftProps = {
  /** Milliseconds since the epoch, all three. */
  readonly created: number
  readonly expires: number
  readonly now: number
  /** What follows the time, e.g. `left`. */
  readonly suffix?: string
}

/** A ring that empties, and the minutes and seconds beside it. The last half minute is in red and in words. */
export function TimeLeft({ created, expires, now, suffix }: TimeLeftProps) {
  const left = Math.max(0, expires - now)
  const share = Math.min(1, left / Math.max(1, expires - created))
  return (
    <span class={left < 30_000 ? 'cs-time cs-time--short' : 'cs-time'} role="timer" aria-label={speakLeft(left)}>
      <svg class="cs-time__ring" viewBox="0 0 24 24" aria-hidden="true">
        <circle class="cs-time__track" cx="12" cy="12" r="9.5" />
        <circle
          class="cs-time__rest"
          cx="12"
          cy="12"
          r="9.5"
          pathLength="100"
          stroke-dasharray={`${share * 100} 100`}
          transform="rotate(-90 12 12)"
        />
      </svg>
      <span aria-hidden="true">
        {formatLeft(left)}
        {suffix === undefined ? '' : ` ${suffix}`}
      </span>
    </span>
  )
}
