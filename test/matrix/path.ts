/** What must become of a request that leaves a page by a path. */
export type Fate =
  /** Held and offered for approval; released once it is approved. */
  | 'held'
  /** Never leaves the browser, and nobody is asked. */
  | 'blocked'
  /** Fails at once and is offered for approval; once it is approved, the same again is let through. */
  | 'second try'
  /** Goes through at once; nobody is asked, and nothing is shown. */
  | 'passes'

/** One way in which a page of the console can send a request. */
export type Path = {
  readonly name: string
  readonly fate: Fate
  readonly method: 'DELETE' | 'POST' | 'PUT' | 'GET'
  /** Where on the site the page lies; its plain page where it is left out. */
  readonly page?: string
  /** Where the request goes; the plain endpoint of the site where it is left out. */
  readonly target?: (site: Targets, id: string) => string
  /**
   * What the page does. It runs in the page, so it can use nothing from around it. What it resolves to is what the page
   * came to know; a page that is left for another never hears.
   */
  readonly act: Act
  /** The page may hear of a failure though it was released: what it asked for can fail on the way back. */
  readonly mayFail?: true
  /** Another page than that of the panel is told how it ended. */
  readonly endsElsewhere?: true
  /** A person's click that follows: on this selector. */
  readonly click?: string
  /** What the page does while this one waits. */
  readonly beside?: readonly Beside[]
  /** What is looked at besides: see there. */
  readonly expects?: Expected
  /** What a browser does otherwise. */
  readonly except?: Partial<Readonly<Record<BrowserName, Fate | 'absent'>>>
}

export type Act = (to: Destination) => Promise<Heard> | Heard

/** `id` tells this request from all others. An address that many share cannot bear it: then it is in the body. */
export type Destination = { readonly url: string; readonly id: string }

export type Heard = 'answered' | 'failed' | 'nothing'

/** A request that a page sends to where another one of it waits. */
export type Beside = {
  readonly name: string
  readonly fate: 'held' | 'passes'
  readonly act: Act
  /** How often `act` sends it; once where it is left out. */
  readonly times?: number
}

export type Expected = {
  /** What the approver reads. */
  readonly summary?: (id: string) => string
  /** What stood there, as the browser read it for the approver. */
  readonly before?: string
  /** How the path of what arrives ends, undecoded. */
  readonly path?: (id: string) => string
  /** The body of what arrives, byte for byte. */
  readonly body?: (id: string) => string
  /** How the panel ends what was approved, where that is not “Done”. */
  readonly approved?: RegExp
  /** What the page itself shows while the request waits, and in the end. */
  readonly page?: Shown
}

export type Shown = Partial<Readonly<Record<'held' | Ending, string>>>

export const browserNames = ['chromium', 'chromium, installed by policy', 'firefox'] as const
export type BrowserName = (typeof browserNames)[number]

export const endings = ['approved', 'denied', 'expired'] as const
export type Ending = (typeof endings)[number]

/** The site's origins, with the part of the path that says how long is asked. */
export type Targets = {
  readonly console: string
  readonly api: string
  /** The console under a name that is no secure context. */
  readonly plain: string
  /** `run`, or `short` for requests that are to expire soon. */
  readonly kind: 'run' | 'short'
}

export function fateIn(path: Path, browser: BrowserName): Fate | 'absent' {
  return path.except?.[browser] ?? path.fate
}

export function targetOf(path: Path, site: Targets, id: string): string {
  return path.target?.(site, id) ?? `${site.console}/matrix/${site.kind}/${id}`
}
