/**
 * An append-only record that can be read at once and waited for. Every part of the lab that something happens to
 * (a message accepted, a notification shown) keeps one, so that tests wait for events and never sleep.
 */
export class Observed<T> implements AsyncIterable<T> {
  readonly #all: T[] = []
  readonly #waiting = new Set<Waiting<T>>()

  /** Everything recorded so far, oldest first. */
  get all(): readonly T[] {
    return this.#all
  }

  record(item: T): void {
    this.#all.push(item)
    for (const waiting of [...this.#waiting]) {
      if (!waiting.wanted(item)) continue
      this.#waiting.delete(waiting)
      waiting.resolve(item)
    }
  }

  /** The oldest item that is wanted: one already recorded, else the first to come. Rejects only when `signal` aborts. */
  first(wanted: (item: T) => boolean = () => true, signal?: AbortSignal): Promise<T> {
    const past = this.#all.find(wanted)
    return past === undefined ? this.next(wanted, signal) : Promise.resolve(past)
  }

  /** The first wanted item recorded after this call. Rejects only when `signal` aborts. */
  next(wanted: (item: T) => boolean = () => true, signal?: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason)
      const giveUp = () => {
        this.#waiting.delete(waiting)
        reject(signal?.reason)
      }
      const waiting: Waiting<T> = {
        wanted,
        resolve: (item) => {
          signal?.removeEventListener('abort', giveUp)
          resolve(item)
        },
      }
      signal?.addEventListener('abort', giveUp, { once: true })
      this.#waiting.add(waiting)
    })
  }

  /** Every item from the first one recorded on, without end. */
  async *[Symbol.asyncIterator](): AsyncIterator<T> {
    for (let index = 0; ; index += 1) {
      const item = this.#all[index]
      yield item === undefined ? await this.next() : item
    }
  }
}

type Waiting<T> = { readonly wanted: (item: T) => boolean; readonly resolve: (item: T) => void }
