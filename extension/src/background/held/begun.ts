import type { SentCapture } from '../../messages.ts'
import type { Stored } from './held.ts'

/** What a hold begins with: what a page has tried, or what an earlier worker kept. */
export type Begun = Tried | { readonly kind: 'kept'; readonly stored: Stored }

export type Tried = {
  readonly kind: 'tried'
  readonly capture: SentCapture
  readonly page: { readonly title: string; readonly origin: string }
  /** Of the tab: where what stands at an address is read, too. */
  readonly frameId: number
}
