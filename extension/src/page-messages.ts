/** A request's body on its way from the page to the content script; bytes are transferred, not copied. */
export type PageBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'bytes'; readonly bytes: ArrayBuffer; readonly type: string }
  | { readonly kind: 'form-data'; readonly entries: readonly PageEntry[] }

export type PageEntry =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly filename: string; readonly type: string; readonly bytes: ArrayBuffer }

/** How the request goes out when it is released. */
export type PageWay =
  | {
      readonly kind: 'fetch'
      readonly mode: RequestMode
      readonly credentials: RequestCredentials
      readonly cache: RequestCache
      readonly redirect: RequestRedirect
      readonly referrerPolicy: ReferrerPolicy
      readonly integrity: string
    }
  | { readonly kind: 'form'; readonly target: string }
  | { readonly kind: 'link'; readonly target: string }

/** What a page was about to send. */
export type PageCapture = {
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: PageBody
  readonly way: PageWay
}

export type FromPage =
  /** The channel has come: what is told on it is heard. */
  | { readonly kind: 'taken' }
  | { readonly kind: 'hold'; readonly key: string; readonly capture: PageCapture }
  | { readonly kind: 'abort'; readonly key: string }
  | { readonly kind: 'not-held'; readonly why: NotHeld }
  /** A synchronous request that nobody could hear while the page stood still; its texts, packed. */
  | { readonly kind: 'late-sync'; readonly call: string }

/** Why a protected request cannot be held: the page has been given a network error, and nobody is asked. */
export type NotHeld = 'synchronous' | 'too-large' | 'unfinished' | 'service-worker' | 'new-tab' | 'cut-off'

export type ResponseHead = {
  readonly status: number
  readonly statusText: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly url: string
  readonly redirected: boolean
  readonly type: ResponseType
}

/** What a hook matches with: a method, and a regular expression over URLs in which case does not count. */
export type Matcher = { readonly method: string; readonly regex: string }

export type ToPage =
  | { readonly kind: 'matchers'; readonly matchers: readonly Matcher[] }
  /** The name of the events by which a synchronous request is handed over and answered. */
  | { readonly kind: 'line'; readonly name: string }
  | { readonly kind: 'answer'; readonly key: string; readonly head: ResponseHead; readonly body: ReadableStream | null }
  | { readonly kind: 'fail'; readonly key: string }
  | { readonly kind: 'pass'; readonly key: string }
