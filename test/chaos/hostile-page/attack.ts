import type { Kit } from './kit.ts'

/** One way in which a page tries to get a protected request past the extension, or a second one out of one release. */
export type Attack = {
  readonly name: string
  /** One sentence, for the README's table. */
  readonly says: string
  /** How many attempts one batch makes; a flood makes as many more as there is time for. */
  readonly attempts: readonly [least: number, most: number]
  /** The page that it runs on, by its path under `/hostile/`; an empty one where it is left out. */
  readonly page?: string
  /** What it asks for may end before it is sent: it takes away the frame or the page that waits, or gives up. */
  readonly leaves?: true
  /** Why nothing of it reaches a server where there is no extension. Everything else is proven to. */
  readonly alone?: string
  /** Runs in the page, so it stands alone: nothing from outside but the kit. */
  readonly run: (kit: Kit) => Promise<void> | void
}

/** Attacks that belong together, as one file. */
export type Family = { readonly heading: string; readonly attacks: readonly Attack[] }
