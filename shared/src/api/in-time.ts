import { RelayUnreachable } from './relay-error.ts'

/** A relay that does not answer is as good as none. */
export async function inTime<Answer>(
  signal: AbortSignal | undefined,
  run: (limited: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(new RelayUnreachable('The relay does not answer.')), patience)
  const stop = () => limit.abort(signal?.reason)
  signal?.addEventListener('abort', stop)
  if (signal?.aborted) stop()
  try {
    return await run(limit.signal)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
}

/** Milliseconds. */
const patience = 15_000

/** What fails on the way: the relay cannot be reached, unless it was given up here. */
export async function reach<Answer>(run: () => Promise<Answer>, signal: AbortSignal | undefined): Promise<Answer> {
  try {
    return await run()
  } catch (cause) {
    signal?.throwIfAborted()
    throw new RelayUnreachable('The relay cannot be reached.', { cause })
  }
}

/** What does not take a signal itself. */
export function orAborted<Value>(value: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return value
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    if (signal.aborted) return stop()
    signal.addEventListener('abort', stop, { once: true })
    value.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
