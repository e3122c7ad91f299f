/** How a run ended, whoever was lied to. */
export type Ended = {
  /** In one word: released, denied, expired, the code of the check that failed… */
  readonly end: string
  readonly released: boolean
  /** What must not have happened. */
  readonly faults: readonly string[]
}
