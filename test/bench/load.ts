import { Pool } from 'undici'

export type Call = { readonly path: string; readonly headers: Readonly<Record<string, string>>; readonly body: string }
export type LoadResult = { readonly perSecond: number; readonly latencies: readonly number[] }

/**
 * Sends all calls over `connections` connections, each as soon as its connection is free.
 *
 * @throws {Error} at the first answer that is no success: a figure over refusals would be none
 */
export async function sendAll(origin: string, calls: readonly Call[], connections: number): Promise<LoadResult> {
  const pool = new Pool(origin, { connections, pipelining: 1 })
  const latencies: number[] = []
  let next = 0
  const started = performance.now()
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (let call = calls[next++]; call !== undefined; call = calls[next++]) {
        const sent = performance.now()
        const { statusCode, body } = await pool.request({ method: 'POST', ...call })
        const text = await body.text()
        if (statusCode >= 300) throw new Error(`${call.path} answered ${statusCode}: ${text}`)
        latencies.push(performance.now() - sent)
      }
    }),
  )
  const seconds = (performance.now() - started) / 1000
  await pool.close()
  return { perSecond: calls.length / seconds, latencies }
}
