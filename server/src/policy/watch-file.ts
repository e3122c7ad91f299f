import { fileIdentity } from './file-identity.ts'

/** Between two looks. */
const pause = 500

/**
 * Looks whether a file has become another, twice a second. It looks at the path and not at what lies behind it once, so
 * that a file which is renamed over, a link that is turned and a network drive that tells nobody are seen as well.
 *
 * @param failed hears of whatever `settled` throws; the next look tries it again
 */
export function watchFile(
  file: string,
  settled: () => Promise<void>,
  failed: (error: unknown) => void,
): { readonly close: () => Promise<void> } {
  const look = makeLook(file, settled)
  let looking: Promise<void> | undefined
  const timer = setInterval(() => {
    looking ??= look()
      .catch(failed)
      .finally(() => {
        looking = undefined
      })
  }, pause)
  return {
    close: async () => {
      clearInterval(timer)
      await looking
    },
  }
}

/**
 * One look at a time. What is there counts when a second look finds the same: editors write in parts, and some take a
 * file away before they put the next one there.
 *
 * @param settled is told once of each file that stays, the first one too; again where it throws
 */
export function makeLook(file: string, settled: () => Promise<void>): () => Promise<void> {
  let seen: string | undefined
  let told: string | undefined
  return async () => {
    const before = seen
    seen = await fileIdentity(file)
    if (seen !== before || seen === told) return
    const telling = seen
    await settled()
    told = telling
  }
}
