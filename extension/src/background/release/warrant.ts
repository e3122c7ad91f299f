import type { ReportedOutcome } from '@countersign/shared/log'
import type { ProtocolError } from '@countersign/shared/protocol'
import type { Held, Went } from '../../panel-view.ts'
import type { Step } from '../held/held.ts'

/** By what a request is let through: what people have decided, or what keys kept offline have signed. */
export type Warrant = {
  readonly held: Held
  readonly went: Went
  /** When it was seen to be enough, and until when it may be sent: by the corrected clock. */
  readonly since: number
  readonly until: number
  /** How it is kept while nobody is there to send it. */
  readonly ready: Step
  /** Why it may not be let through now, if so: asked again right before it goes out. */
  readonly refusal: () => Promise<ProtocolError | undefined>
  /** Takes the one right to send it. */
  readonly claim: (stopped: AbortSignal) => Promise<Claimed>
  /** Keeps and tells how it went. */
  readonly report: (outcome: ReportedOutcome) => Promise<void>
}

export type Claimed = 'granted' | 'refused' | 'unanswered'
