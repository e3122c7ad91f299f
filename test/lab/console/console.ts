import type { Data } from './data.ts'
import type { Sessions } from './session.ts'

/** What the routes of one running console share. */
export interface Console {
  readonly data: Data
  readonly sessions: Sessions
  /** Known once both servers listen; read when a page is made. */
  readonly apiOrigin: () => string
}
