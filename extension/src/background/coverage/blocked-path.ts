import type { BlockedPath } from '../../paths.ts'

/** What the browser says of a request that the network rules blocked. */
export type Blocked = {
  readonly type: string
  readonly method: string
  /** −1 where no tab sent it. */
  readonly tabId: number
  /** Whether the page hook runs in the frame that sent it. */
  readonly isHooked: boolean
  /** Whether its page is one that the browser only prepares. */
  readonly isAhead: boolean
}

/** By which way it came. The hook catches what it can: what a hooked frame still sent came around it. */
export function blockedPath({ type, method, tabId, isHooked, isAhead }: Blocked): BlockedPath {
  if (isAhead) return 'prefetch'
  if (method === 'HEAD') return 'head'
  const fixed = byType[type]
  if (fixed !== undefined) return fixed
  if (tabId < 0) return type === 'other' ? 'prefetch' : 'background-worker'
  if (type === 'other') return 'prefetch'
  if (type !== 'xmlhttprequest') return 'other'
  return isHooked ? 'worker' : 'frame'
}

const byType: Readonly<Record<string, BlockedPath>> = {
  main_frame: 'navigation',
  sub_frame: 'navigation',
  ping: 'ping',
  beacon: 'ping',
  websocket: 'socket',
  image: 'element',
  imageset: 'element',
  stylesheet: 'element',
  script: 'element',
  font: 'element',
  media: 'element',
  object: 'element',
  csp_report: 'other',
}
