import type { Emergency, Rule } from '@countersign/shared/policy'
import type { ActionRequest } from '@countersign/shared/protocol'
import type { PanelView } from './panel-view.ts'

/** Everything that the page for emergency keys shows of one hold. */
export type EmergencyView =
  /** This worker holds nothing of that name: not yet, or not any more. */
  | { readonly state: 'absent' }
  /** Before there is a request. */
  | { readonly state: 'preparing' }
  | ({ readonly state: 'open' } & EmergencyAsked)
  | { readonly state: 'ended'; readonly view: PanelView }

export type EmergencyAsked = {
  readonly request: ActionRequest
  readonly rule: Pick<Rule, 'summary' | 'match' | 'per_load' | 'console' | 'number'>
  /** What may be shown of the content, as base64url. */
  readonly body: string | undefined
  /** Until when keys can release it: milliseconds since the epoch. */
  readonly until: number
  readonly quorum: Emergency['quorum']
  /** Those who keep a key that counts. */
  readonly keepers: readonly string[]
  /** Those whose key has signed already. */
  readonly signed: readonly string[]
  /** What was wrong with the last statement. */
  readonly refused: string | undefined
}

export type FromEmergencyPage =
  | { readonly kind: 'watch'; readonly key: string }
  | { readonly kind: 'statement'; readonly key: string; readonly jws: string }

/** Where the page lies in the extension; behind `#` stands the name of the hold. */
export const emergencyPage = 'src/emergency/emergency.html'
