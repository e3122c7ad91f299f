import type { Reached } from '@countersign/shared/api'
import type { Alarm } from '@countersign/shared/log'
import type { ReasonLike } from '@countersign/shared/policy'
import type { Alike, BlockedPath } from './paths.ts'
import type { Sent } from './sent.ts'

/**
 * What is held, in the words of the policy: the rule's template and what the URL pattern captured; and the number that
 * tells it from another of the same words, once there is one.
 */
export type Held = {
  readonly template: string
  readonly params: Readonly<Record<string, string>>
  readonly console: string
  /** What is waited for: the word of other people, of this person, who confirms that it is they, or of keys kept offline. */
  readonly asks: 'approvers' | 'requester' | 'keys'
  readonly number?: string
  /** Keys that lie offline can release it, where nobody can be asked. */
  readonly emergency?: true
}

/** Every state of the panel. */
export type PanelView =
  | { readonly state: 'preparing' }
  /** Nobody is signed in, and there are several providers. */
  | { readonly state: 'choosing-issuer'; readonly held: Held; readonly issuers: readonly NamedIssuer[] }
  | { readonly state: 'signing-in'; readonly held: Held; readonly issuer: string }
  | { readonly state: 'sign-in-failed'; readonly held: Held; readonly issuer: string; readonly why: string }
  /** Nobody can sign in to ask, and the rule names keys for such a day. */
  | {
      readonly state: 'nobody-to-ask'
      readonly held: Held
      readonly away: 'relay' | 'issuer'
      readonly issuers: readonly NamedIssuer[]
    }
  | { readonly state: 'reason'; readonly held: Held; readonly like: readonly ReasonLike[] }
  | { readonly state: 'waiting'; readonly held: Held; readonly wait: Wait }
  | { readonly state: 'releasing'; readonly held: Held; readonly how: Went['how'] }
  /** It may run, and nobody waits for it: the same action runs when it is done again before `until`. */
  | { readonly state: 'ready'; readonly held: Held; readonly ready: Ready }
  | {
      readonly state: 'done'
      readonly held: Held
      readonly sent: Sent
      readonly went: Went
      readonly alarm: Alarm | undefined
    }
  | { readonly state: 'denied'; readonly held: Held; readonly by: string; readonly reason: string | undefined }
  | { readonly state: 'expired'; readonly held: Held; readonly how: Went['how'] | undefined }
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

/**
 * How it came to be let through: people approved it, this person confirmed it, or it went without approval: they broke the
 * glass, or keys signed it that are kept offline, of the keepers named.
 */
export type Went =
  | { readonly how: 'approved'; readonly by: readonly string[] }
  | { readonly how: 'confirmed' }
  | { readonly how: 'broken' }
  | { readonly how: 'signed'; readonly by: readonly string[] }

export type Ready = {
  readonly went: Went
  /** When that was seen, and until when it can be done again; milliseconds since the epoch, local clock. */
  readonly since: number
  readonly until: number
}

export type Wait = {
  readonly page: PageWaits
  /** Undefined until the relay has stored it. */
  readonly reached: readonly Reached[] | undefined
  /** How many more were asked than `reached` names. */
  readonly unshown: number
  readonly asks: Asks
  readonly created: number
  readonly expires: number
  readonly trouble: 'relay' | 'issuer' | undefined
}

/** Where the phone app shows the request: `page` for whoever has no phone at hand, `glass` where they may go without. */
export type Asks =
  | { readonly of: 'approvers'; readonly parts: readonly WaitPart[]; readonly glass: string | undefined }
  | { readonly of: 'requester'; readonly page: string }
  | { readonly of: 'keys' }

/** Some of those who have to approve: how many are needed, have approved, and could, of those whom the relay knows. */
export type WaitPart = {
  readonly name: string
  readonly stage: number
  /** Whether its people are asked already. */
  readonly open: boolean
  readonly quorum: number
  readonly given: number
  /** Undefined until the relay has said it. */
  readonly reachable: number | undefined
}

/** What concerns everything that is held. */
export type Notice =
  | { readonly kind: 'policy-refused'; readonly words: string }
  /** The session is over, and its provider wants to see somebody; where it is not known, any of them. */
  | { readonly kind: 'sign-in'; readonly issuers: readonly NamedIssuer[] }

/** A provider, and what people call it. */
export type NamedIssuer = { readonly name: string; readonly issuer: string }
