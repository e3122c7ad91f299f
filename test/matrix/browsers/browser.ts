import type { BrowserName } from '../path.ts'

/** A browser with the extension and a signed-in requester, as far as the matrix needs it. */
export type MatrixBrowser = {
  readonly name: BrowserName
  readonly version: string
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
  /** What the panel says now. */
  readonly panel: () => Promise<string>
  readonly close: () => Promise<void>
}
