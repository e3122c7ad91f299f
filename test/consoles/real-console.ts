import type { Page } from 'playwright-core'
import { nodeRed } from './node-red.ts'
import type { RunningProgram } from './program.ts'
import { tiddlyWiki } from './tiddlywiki.ts'
import { unleash } from './unleash.ts'

/** Consoles that others make, as they come from npm. */
export const realConsoles: readonly RealConsole[] = [tiddlyWiki, nodeRed, unleash]

/** A console: how it runs, what one does in it all day, and what must not happen unasked. */
export type RealConsole = {
  readonly name: string
  readonly package: { readonly name: string; readonly version: string }
  readonly start: (place: Place) => Promise<RunningProgram>
  /** The policy's rules, as YAML. */
  readonly rules: (origin: string) => string
  /** Ordinary work: open, list, create, save. What it makes has the word in its name. */
  readonly work: (page: Page, origin: string, word: string) => Promise<void>
  readonly destructions: readonly Destruction[]
}

/** Where a console runs. */
export type Place = {
  readonly origin: string
  readonly port: number
  /** For its files. */
  readonly directory: string
  /** The folder with the installed packages. */
  readonly packages: string
  /** A PostgreSQL database of its own. */
  readonly databaseUrl: string
}

/** A button that destroys something, and how the console itself tells that it did. */
export type Destruction = {
  readonly name: string
  readonly rule: string
  /** Makes what will be destroyed, by the console's own API. */
  readonly prepare: (origin: string, thing: string) => Promise<void>
  /** Does it as a person does, in a page that is new. */
  readonly click: (page: Page, origin: string, thing: string) => Promise<void>
  /** What the held request is called. */
  readonly summary: (thing: string) => string
  /** Whether the console's state is that of afterwards. */
  readonly isDone: (origin: string, thing: string) => Promise<boolean>
  /** How often the console has done it to this thing, by its own records. */
  readonly times: (
    console: { readonly origin: string; readonly program: RunningProgram },
    thing: string,
  ) => Promise<number>
}
