import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * A loopback port that nobody uses: `preferred` if it is free, else another. It may be a while until it is used, so it is
 * none of those that the system gives to connections and to servers which leave the choice to it; and each is given once.
 */
export async function freePort(preferred = 0): Promise<number> {
  if (preferred !== 0 && (await isFree(preferred))) return preferred
  for (let tries = 0; tries < 50; tries += 1) {
    const port = randomInt(...own)
    if (given.has(port) || !(await isFree(port))) continue
    given.add(port)
    return port
  }
  throw new Error('No loopback port is free.')
}

/** Below the ephemeral ports of Linux (32768), macOS and Windows (49152), and above those of well-known servers. */
const own = [20_000, 32_000] as const

const given = new Set<number>()

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const probe = createServer()
    probe.once('error', () => done(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)))
  })
}
