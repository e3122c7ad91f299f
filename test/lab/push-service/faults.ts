/** What the service answers instead of doing its job, as vendors do when they are overloaded, moved or gone. */
export type Fault = {
  readonly status: 400 | 401 | 403 | 404 | 410 | 413 | 429 | 500 | 502 | 503
  /** Seconds, sent as Retry-After. */
  readonly retryAfter?: number
}

/** The faults still to come, oldest first; each answers one POST. */
export class Faults {
  readonly #coming: Fault[] = []

  /** The next POST (or the next `times` POSTs) get this answer, whoever they are for. */
  next(fault: Fault, times = 1): void {
    for (let left = times; left > 0; left -= 1) this.#coming.push(fault)
  }

  take(): Fault | undefined {
    return this.#coming.shift()
  }
}
