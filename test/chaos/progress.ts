/** Milliseconds between two lines: long runs take an hour. */
const pause = 60_000

/** Says from time to time how far a long run has come; the answer is called once for each of `total`. */
export function progressOf(total: number, what: string): () => void {
  const started = Date.now()
  let [done, said] = [0, started]
  return () => {
    done += 1
    const now = Date.now()
    if (now < said + pause || done === total) return
    said = now
    const left = ((now - started) / done) * (total - done)
    console.log(`${done} of ${total} ${what} after ${minutes(now - started)}, about ${minutes(left)} left`)
  }
}

function minutes(ms: number): string {
  return `${Math.round(ms / 60_000)} min`
}
