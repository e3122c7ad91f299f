import type { MatrixPage } from '../browsers/browser.ts'
import type { Beside, Ending, Path, Targets } from '../path.ts'
import type { Stage } from '../stage.ts'

/** One path with one ending, while it is played. */
export type Course = {
  readonly stage: Stage
  readonly path: Path
  readonly ending: Ending
  readonly page: MatrixPage
  readonly site: Targets
  readonly own: Sent
  readonly besides: readonly (Sent & { readonly beside: Beside })[]
}

/** A request of the page, and what was seen of it so far. */
export type Sent = {
  readonly id: string
  /** Whether an approver was asked. */
  offered: boolean
  /** What did not go as it should. */
  trouble: string | undefined
}
