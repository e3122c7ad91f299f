import type { PageCapture } from './page-messages.ts'
import type { Notice, PanelView } from './panel-view.ts'
import type { Sent } from './sent.ts'

/** What a page was about to send, on its way to the background, where messages are JSON: bytes as base64url. */
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
  /** The person goes to an emergency key. */
  | { readonly kind: 'emergency'; readonly key: string }
  /** The person is ready to be seen by this provider. */
  | { readonly kind: 'sign-in'; readonly issuer: string }
  /** The page does not wait for it any more; it was not sent, and will not be for this try. */
  | { readonly kind: 'left'; readonly key: string }
  | { readonly kind: 'sent'; readonly key: string; readonly sent: Sent }
  /** Shows what is still asked, or ready, for a page that was here before. */
  | { readonly kind: 'look'; readonly origin: string }

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

/** A question to a content script: what stands at an address, in base64url; no answer where it cannot be read. */
export type ReadBefore = {
  readonly kind: 'read-before'
  readonly url: string
  readonly headers: SentCapture['headers']
}

/** From the background to the extension's own pages: what they show may have changed. */
export const policyLookedAt = 'policy-looked-at'

/** Whether a capture, when it is sent, makes its frame go elsewhere. */
export function leavesPage({ way }: Pick<SentCapture, 'way'>): boolean {
  return way === 'form' || way === 'link' || way === 'tab'
}
