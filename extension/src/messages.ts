import type { Reached } from '@countersign/shared/api'
import type { Alarm } from '@countersign/shared/log'
import type { Alike, BlockedPath } from './paths.ts'

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

/** The same capture on its way to the background, where messages are JSON: bytes as base64url. */
export type SentBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'bytes'; readonly bytes: string; readonly type: string }
  | { readonly kind: 'form-data'; readonly entries: readonly SentEntry[] }

export type SentEntry =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly filename: string; readonly type: string; readonly bytes: string }

export type SentCapture = Omit<PageCapture, 'body' | 'way'> & {
  readonly body: SentBody
  readonly way: 'fetch' | 'form' | 'link' | 'sync' | 'tab'
  /** Whether a script of the page may listen where it leads, and did so before this extension was there. */
  readonly overheard: boolean
  /** The name of the tab that waits for it. */
  readonly opens?: string
}

export type FromContent =
  | {
      readonly kind: 'hold'
      readonly key: string
      readonly capture: SentCapture
      readonly page: { title: string; origin: string }
    }
  /** A synchronous second try: the page stands still, and its content script asks at `probe` whether it may send. */
  | {
      readonly kind: 'retry'
      readonly key: string
      readonly capture: SentCapture
      readonly page: { title: string; origin: string }
      readonly probe: string
    }
  /** How often it has asked there. */
  | { readonly kind: 'asked'; readonly times: number }
  | { readonly kind: 'reason'; readonly key: string; readonly reason: string }
  | { readonly kind: 'cancel'; readonly key: string }
  /** The person is ready to be seen by the provider. */
  | { readonly kind: 'sign-in' }
  /** The page does not wait for it any more; it was not sent, and will not be for this try. */
  | { readonly kind: 'left'; readonly key: string }
  | { readonly kind: 'sent'; readonly key: string; readonly sent: Sent }
  /** Shows what is still asked, or ready, for a page that was here before. */
  | { readonly kind: 'look'; readonly origin: string }

/** How the sending of a released request went, seen by the one who sent it. */
export type Sent =
  | { readonly kind: 'answered'; readonly status: number; readonly ms: number }
  | { readonly kind: 'failed'; readonly ms: number }

export type ToContent =
  /** `above`: the outermost page of the tab draws it, in place of a frame that may be small or unseen. */
  | { readonly kind: 'show'; readonly key: string; readonly view: PanelView; readonly drawn: 'here' | 'above' }
  /** It is shown somewhere else from now on. */
  | { readonly kind: 'drop'; readonly key: string }
  /** What a page tried (`key`) is what is asked already under another key: one card shows both. */
  | { readonly kind: 'joined'; readonly key: string; readonly shown: string }
  /** What was shown for a page that does not wait has ended. */
  | { readonly kind: 'over'; readonly key: string }
  /** There is nothing (more) to look at. */
  | { readonly kind: 'nothing' }
  /** `through`: no rule protects it, and nobody was asked. */
  | { readonly kind: 'send'; readonly key: string; readonly url: string; readonly through: boolean }
  | { readonly kind: 'fail'; readonly key: string }
  | { readonly kind: 'pass'; readonly key: string }
  /** What concerns everything that is held; undefined when it is over. */
  | { readonly kind: 'notice'; readonly notice: Notice | undefined }

export type Notice =
  | { readonly kind: 'policy-refused'; readonly words: string }
  /** The session is over, and the provider wants to see somebody. */
  | { readonly kind: 'sign-in'; readonly issuer: string }

/**
 * What is held, in the words of the policy: the rule's template and what the URL pattern captured; and the number that
 * tells it from another of the same words, once there is one.
 */
export type Held = {
  readonly template: string
  readonly params: Readonly<Record<string, string>>
  readonly console: string
  readonly number?: string
}

/** Every state of the panel. */
export type PanelView =
  | { readonly state: 'preparing' }
  | { readonly state: 'signing-in'; readonly held: Held; readonly issuer: string }
  | { readonly state: 'sign-in-failed'; readonly held: Held; readonly issuer: string; readonly why: string }
  | { readonly state: 'reason'; readonly held: Held }
  | { readonly state: 'waiting'; readonly held: Held; readonly wait: Wait }
  | { readonly state: 'releasing'; readonly held: Held }
  /** Approved, and nobody waits for it: the same action runs when it is done again before `until`. */
  | { readonly state: 'ready'; readonly held: Held; readonly ready: Ready }
  | {
      readonly state: 'done'
      readonly held: Held
      readonly sent: Sent
      readonly by: readonly string[]
      readonly alarm: Alarm | undefined
    }
  | { readonly state: 'denied'; readonly held: Held; readonly by: string; readonly reason: string | undefined }
  | { readonly state: 'expired'; readonly held: Held; readonly approved: boolean }
  | { readonly state: 'cancelled'; readonly held: Held }
  | { readonly state: 'refused'; readonly held: Held; readonly code: string; readonly why: string }
  | { readonly state: 'unknown'; readonly held: Held }
  /** The policy that was asked for counts, here too. */
  | { readonly state: 'in-force'; readonly held: Held; readonly version: number }
  | { readonly state: 'blocked'; readonly why: string }
  /** It came by a way that cannot be held: blocked, and nobody is asked. */
  | { readonly state: 'not-held'; readonly held: Held; readonly path: BlockedPath }
  /** The same, and it is not known whether a rule protects it. */
  | { readonly state: 'alike'; readonly console: string; readonly path: BlockedPath; readonly alike: Alike }

/** Whether the page that tried it waits for its answer, has stopped waiting, or is of a kind that cannot wait. */
export type PageWaits = 'waits' | 'left' | 'cannot-wait'

export type Ready = {
  readonly by: readonly string[]
  /** When the approval was seen, and until when it can be done again; milliseconds since the epoch, local clock. */
  readonly since: number
  readonly until: number
}

export type Wait = {
  readonly page: PageWaits
  /** Undefined until the relay has stored it. */
  readonly reached: readonly Reached[] | undefined
  /** How many more were asked than `reached` names. */
  readonly unshown: number
  readonly parts: readonly WaitPart[]
  readonly created: number
  readonly expires: number
  readonly trouble: 'relay' | 'issuer' | undefined
}

/** Some of those who have to approve: how many are needed, have approved, and could, of those whom the relay knows. */
export type WaitPart = {
  readonly name: string
  readonly quorum: number
  readonly given: number
  /** Undefined until the relay has said it. */
  readonly reachable: number | undefined
}

/** From the background to the extension's own pages: what they show may have changed. */
export const policyLookedAt = 'policy-looked-at'

/** Whether a capture, when it is sent, makes its frame go elsewhere. */
export function leavesPage({ way }: Pick<SentCapture, 'way'>): boolean {
  return way === 'form' || way === 'link' || way === 'tab'
}
