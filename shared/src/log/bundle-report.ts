import type { JWK } from 'jose'
import type {
  Approval,
  Breaking,
  Confirmation,
  CountedPart,
  Denial,
  EmergencyStatement,
  ErrorCode,
  IssuerKeys,
  Reviewed,
  VerifiedPolicy,
  VerifiedRequest,
} from '../protocol/index.ts'
import type { ErasedBundle, ProofBundle } from './bundle.ts'

/** What the one who verifies knows by themselves. What is not there is taken from the bundle: the relay's word. */
export type OwnKnowledge = {
  readonly policyKey: JWK | undefined
  /** Keys that the verifier fetched from the issuers, or was given by somebody other than the relay. */
  readonly keys: IssuerKeys
}

/** Whose word it is that a key belongs to whom it is said to belong to. */
export type Voucher = 'own' | 'relay'

/** One check of a bundle. A failed one has the code of the protocol's check that failed. */
export type BundleCheck<Found = unknown> =
  | { readonly ok: true; readonly found: Found; readonly voucher: Voucher }
  | { readonly ok: false; readonly code: ErrorCode }

export type DecisionFound = Decided & {
  /** When the identity provider issued the token, in milliseconds; when the relay took the decision in. */
  readonly signed: number
  readonly at: number
  readonly acr: string | undefined
}

export type Decided =
  | (Approval & { readonly decision: 'approve' })
  | (Confirmation & { readonly decision: 'confirm' })
  | (Breaking & { readonly decision: 'break-glass' })
  | (Denial & { readonly decision: 'deny' })

export type Verdict = 'valid' | 'relay-keys' | 'invalid' | 'erased'

/** What the checks of a bundle came to, step by step. A step that needs a failed one is left out. */
export type BundleReport =
  | { readonly verdict: 'erased'; readonly bundle: ErasedBundle }
  | {
      readonly verdict: Exclude<Verdict, 'erased'>
      readonly bundle: ProofBundle
      readonly policy: BundleCheck<VerifiedPolicy>
      readonly request?: BundleCheck<VerifiedRequest>
      readonly content?: BundleCheck<'checked' | 'not in the file' | 'none'>
      readonly decisions?: readonly BundleCheck<DecisionFound>[]
      readonly quorum?: BundleCheck<Enough>
      /** Where keys kept offline released it: which, why, and when who asked had signed in. */
      readonly emergency?: BundleCheck<EmergencyFound>
      /** Of what went without approval: who has looked at it, and when; undefined where nobody has. */
      readonly review?: BundleCheck<ReviewFound>
    }

/** When the device's sign-in was, in milliseconds; when the relay took the review in. */
export type ReviewFound = Reviewed & { readonly signed: number; readonly at: number }

export type EmergencyFound = {
  readonly statements: readonly EmergencyStatement[]
  /** By the holder's clock, and by the issuer's; milliseconds. */
  readonly released: number
  readonly signedIn: number
}

/** Whether those decided who have to, or it may go `without` them; no parts where that is the requester. */
export type Enough = {
  readonly reached: boolean
  readonly without: boolean
  readonly parts: readonly CountedPart[]
}
