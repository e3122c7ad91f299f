import { encodeBase64url, mostBeside, readUpTo } from '@countersign/shared/protocol'
import type { ReadBefore } from '../messages.ts'
import { ownCopy } from './own-copy.ts'

/** Milliseconds: somebody waits to be asked. */
const readFor = 5_000

/** Reads what stands at an address now, as the page would: one GET, by the rule's `compare` alone. */
export async function readBefore(message: ReadBefore): Promise<string | undefined> {
  const bytes = await read(message)
  return bytes === undefined ? undefined : encodeBase64url(ownCopy(bytes))
}

/** Undefined where the network fails, the answer may not be read, or it is too much: then nobody can say what changes. */
async function read({ url, headers }: ReadBefore): Promise<Uint8Array | undefined> {
  try {
    const answer = await fetch(url, {
      headers: headers.map(([name, value]): [string, string] => [name, value]),
      credentials: 'include',
      cache: 'no-store',
      signal: AbortSignal.timeout(readFor),
    })
    return answer.ok ? await readUpTo(answer, mostBeside) : undefined
  } catch {
    return undefined
  }
}
