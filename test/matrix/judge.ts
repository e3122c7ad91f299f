import type { BrowserName, Ending, Fate } from './path.ts'

/** What was seen of one path, in one browser, with one ending. */
export type Seen = {
  readonly path: string
  readonly browser: BrowserName
  readonly ending: Ending
  /** What should become of it. */
  readonly fate: Fate
  /** How often the page sent it. */
  readonly times: number
  /** How often the console was reached. */
  readonly hits: number
  /** Whether an approver was asked. */
  readonly offered: boolean
  /** What did not go as it should for another reason: a state that never came, a page that did not hear. */
  readonly trouble: string | undefined
}

/** One line of the matrix. */
export type Row = Seen & {
  readonly outcome: 'held' | 'blocked' | 'passed'
  /** Reached the console without an approval that it needs. */
  readonly leaked: number
  /** Reached it more often than was approved, or sent. */
  readonly extra: number
  /** What is wrong; empty for a line that is as it should be. */
  readonly faults: readonly string[]
}

/** Judges what was seen. The figures are the console's and the relay's, never the extension's own word. */
export function judge(seen: Seen): Row {
  return seen.fate === 'passes' ? judgePassing(seen) : judgeProtected(seen)
}

function judgeProtected(seen: Seen): Row {
  const { fate, ending, hits, offered, trouble } = seen
  const isApproved = offered && ending === 'approved'
  const leaked = isApproved ? 0 : hits
  const extra = isApproved ? Math.max(0, hits - 1) : 0
  const faults = [
    ...when(leaked > 0, `${leaked} leaked`),
    ...when(extra > 0, `${extra} extra`),
    ...when(isApproved && hits === 0, 'approved, and never released'),
    ...when(offered && fate === 'blocked', 'offered for approval, though it cannot be released'),
    ...when(!offered && fate !== 'blocked', 'not offered for approval'),
    ...when(trouble !== undefined, trouble ?? ''),
  ]
  return { ...seen, outcome: offered ? 'held' : 'blocked', leaked, extra, faults }
}

/** Nobody has to approve it, so whatever is decided about others, it arrives. */
function judgePassing(seen: Seen): Row {
  const { times, hits, offered, trouble } = seen
  const extra = Math.max(0, hits - times)
  const faults = [
    ...when(extra > 0, `${extra} extra`),
    ...when(hits < times, `${times - hits} of ${times} lost`),
    ...when(offered, 'offered for approval, though nothing protects it'),
    ...when(trouble !== undefined, trouble ?? ''),
  ]
  const outcome = offered ? 'held' : hits === 0 ? 'blocked' : 'passed'
  return { ...seen, outcome, leaked: 0, extra, faults }
}

function when(wrong: boolean, fault: string): readonly string[] {
  return wrong ? [fault] : []
}
