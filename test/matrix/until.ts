export const patience = 20_000

/**
 * Waits until something is so.
 *
 * @throws {Error} in words, where it never is
 */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const limit = Date.now() + patience
  while (!(await isSo())) {
    if (Date.now() > limit) throw new Error(`there never was ${what}`)
    await new Promise((done) => setTimeout(done, 50))
  }
}
