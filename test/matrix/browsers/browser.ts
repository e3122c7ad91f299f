import type { World } from '../../lab/stage/world.ts'
import type { BrowserName } from '../path.ts'

/** A column of the matrix: a kind of browser, and how it is started in a world. */
export type Column = {
  readonly name: BrowserName
  /** Where its sign-in comes back to, besides where it usually does. */
  readonly redirects: readonly string[]
  readonly start: (world: World, directory: string) => Promise<MatrixBrowser>
}

/** A browser with the extension and a signed-in requester, as far as the matrix needs it. */
export type MatrixBrowser = {
  readonly open: (url: string) => Promise<MatrixPage>
  readonly close: () => Promise<void>
}

export type MatrixPage = {
  /** Runs a function among the page's own scripts; rejects where the page is left for another meanwhile. */
  readonly run: <Argument, Result>(
    act: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ) => Promise<Result>
  /** A person's click. */
  readonly click: (selector: string) => Promise<void>
  /** What the panel says now, or the page of the extension's own that stands in for it. */
  readonly panel: () => Promise<string>
  readonly close: () => Promise<void>
}
