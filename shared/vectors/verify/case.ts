import type { JWK } from 'jose'
import type { Policy } from '../../src/policy/index.ts'
import type { Approver, ClientRole, EmergencyStatement, ErrorCode, Identity } from '../../src/protocol/index.ts'

/** What the cases of verify.json refer to by name. */
export type Tables = {
  readonly policies: Readonly<Record<string, Policy>>
  readonly policy_keys: Readonly<Record<string, JWK>>
  readonly keys: Readonly<Record<string, unknown>>
  readonly requests: Readonly<Record<string, unknown>>
  readonly proofs: Readonly<Record<string, unknown>>
}

/** A name in one of the tables, or the thing itself; unchecked, since a case may be malformed on purpose. */
type NameOr = unknown

/** The inputs of each check: those of the protocol's section on it. */
type Check =
  | {
      readonly check: 'token'
      readonly policy: string
      readonly keys: NameOr
      readonly roles: readonly ClientRole[]
      readonly token: string
    }
  | {
      readonly check: 'request'
      readonly policy: string
      readonly keys: NameOr
      readonly request: NameOr
      readonly proof: NameOr
      readonly body?: string
    }
  | { readonly check: 'body'; readonly request: NameOr; readonly body: string }
  | { readonly check: 'before'; readonly request: NameOr; readonly read: string }
  | {
      readonly check: 'evidence'
      readonly policy: string
      readonly keys: NameOr
      readonly request: NameOr
      readonly evidence: unknown
      readonly seen: number
    }
  | {
      readonly check: 'confirm'
      readonly policy: string
      readonly keys: NameOr
      readonly request: NameOr
      readonly confirm: unknown
      readonly seen: number
    }
  | {
      readonly check: 'break_glass'
      readonly policy: string
      readonly keys: NameOr
      readonly request: NameOr
      readonly glass: unknown
      readonly seen: number
    }
  | {
      readonly check: 'review'
      readonly policy: string
      readonly keys: NameOr
      readonly request: NameOr
      readonly review: unknown
    }
  | {
      readonly check: 'deny'
      readonly policy: string
      readonly keys: NameOr
      readonly request: NameOr
      readonly deny: unknown
    }
  | {
      readonly check: 'release'
      readonly policy: string
      readonly request: NameOr
      readonly made_under: { readonly policy: string; readonly rule: string }
      readonly me: Identity
      readonly approvals: readonly Approver[]
      readonly confirmed?: true
      readonly broken?: true
      readonly denied: boolean
      readonly quorum_at: number
      readonly now: number
    }
  | {
      readonly check: 'emergency'
      readonly policy: string
      readonly request: NameOr
      readonly statement: string
    }
  | {
      readonly check: 'emergency_request'
      readonly policy: string
      readonly keys: NameOr
      readonly request: NameOr
      readonly proof: NameOr
    }
  | {
      readonly check: 'emergency_release'
      readonly policy: string
      readonly request: NameOr
      readonly made_under: { readonly policy: string; readonly rule: string }
      readonly me: Identity
      readonly statements: readonly EmergencyStatement[]
      readonly denied: boolean
      readonly quorum_at: number
      readonly now: number
    }
  | {
      readonly check: 'policy'
      readonly pinned: string
      readonly jws: string
      readonly least: number
      readonly now: number
    }
  | {
      readonly check: 'replacement'
      readonly before: string
      readonly keys: NameOr
      readonly replacement: unknown
      readonly now: number
    }
  | {
      readonly check: 'session'
      readonly policy: string
      readonly keys: NameOr
      readonly role: 'extension' | 'app'
      readonly id_token: string
      readonly salt: string
      readonly jkt: string
      readonly now: number
    }

export type VerifyCase = { readonly why: string } & Check & { readonly expected: ErrorCode | 'accepted' }
