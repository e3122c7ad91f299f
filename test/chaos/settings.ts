/** A red check of a change is about the change: there the seed is always the same. Everywhere else it is chance. */
const unsaid = process.env['CI'] === undefined ? Math.floor(Math.random() * 1_000_000) : 77_028

/** What all choices follow from. */
export const seed = Number(process.env['SEED'] ?? unsaid)

/** The one run to repeat. */
export const only = process.env['ONLY'] === undefined ? undefined : Number(process.env['ONLY'])

/** How many runs: as many as one says, else so many in `pnpm test`, and so many in `pnpm test:long`. */
export function runsOf({ usual, long }: { readonly usual: number; readonly long: number }): number {
  return Number(process.env['RUNS'] ?? (process.env['LONG'] === undefined ? usual : long))
}
