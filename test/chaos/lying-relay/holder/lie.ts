import type { RequestStatus } from '@countersign/shared/api'
import type { Policy } from '@countersign/shared/policy'
import type { ActionRequest, Digest, Evidence, IdToken, Replacement, Salt } from '@countersign/shared/protocol'
import type { JSONWebKeySet, JWK } from 'jose'
import type { Random } from '../../random.ts'
import type { RuleName } from '../rules.ts'

/** What an approver may do about a request, honestly. */
export type Behaviour = 'approves' | 'denies' | 'nothing'

/**
 * One way in which a relay can lie to whoever holds a request. The lie itself is `begin`: it is told of the request and
 * gives back what the relay does from then on.
 */
export type HolderLie = {
  readonly name: string
  /** One sentence, for the README's table. */
  readonly says: string
  /** Whose clocks and quorum it needs; any where it is left out. */
  readonly rule?: RuleName
  /** What the honest approver must do for it to be a lie; anything where it is left out. */
  readonly approver?: Behaviour
  /** An honest approval is released in spite of it. */
  readonly harmless?: true
  /** What it tells has not the shape that other lies expect: it comes last. */
  readonly shapeless?: true
  /** What is offered as the policy in force before anything is asked. */
  readonly offer?: (means: PolicyMeans) => Promise<object>
  readonly begin: (asked: Asked, means: Means) => Liar
}

/** The request that is lied about, as the holder sent it. */
export type Asked = { readonly request: ActionRequest; readonly digest: Digest }

/** A lying relay at work. Whatever is left out is done honestly. */
export type Liar = {
  /** What is told in place of a status: one, several or none. */
  readonly tell?: (truth: RequestStatus) => Promise<readonly RequestStatus[]> | readonly RequestStatus[]
  /** What becomes of a call of the holder. */
  readonly answer?: (call: HolderCall, honestly: () => Promise<Answer>) => Promise<Answer>
  /** What happens to the holder's open streams, once. */
  readonly disturb?: (streams: Streams) => void
}

export type HolderCall =
  | 'createRequest'
  | 'readRequest'
  | 'claimRequest'
  | 'cancelRequest'
  | 'refuseRequest'
  | 'reportOutcome'

/** An answer as it goes over the wire. `cut` ends the connection before it or in the middle of it, or leaves it open. */
export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly cut?: 'before' | 'middle' | 'never answered'
}

export type Streams = {
  /** Ends them. */
  readonly cut: () => void
  /** Writes bytes into all of them. */
  readonly write: (text: string) => void
}

/** What a lying relay has: its own keys, what it has seen, and people to whom it can show something false. */
export type Means = {
  readonly random: Random
  readonly issuer: string
  /** The provider's public keys. */
  readonly published: JSONWebKeySet
  /** A key pair of its own for each way of signing. */
  readonly ownKey: OwnKey
  /** Evidence that people have given for other requests. */
  readonly seen: readonly Evidence[]
  /** An approver's sign-in to the phone app, which the relay was given to open a session. */
  readonly signIn: { readonly id_token: IdToken; readonly salt: Salt }
  /** Somebody signs at the provider, for whatever they believe to see. */
  readonly sign: (what: Signing) => Promise<Evidence>
  /** A deny of somebody, for whatever digest. */
  readonly deny: (username: string, digest: Digest) => Promise<RequestStatus['decisions'][number]['decision']>
}

/** The policy in force, true ones that are not, and a key that signs whatever the relay likes. */
export type PolicyMeans = {
  /** What the relay truly offers. */
  readonly offer: object
  readonly jws: string
  readonly policy: Policy
  readonly keyId: string
  readonly signOwn: (policy: Policy, kid?: string) => Promise<string>
  /** Emptied, and signed with the true key: an earlier version, and another policy of the same version. */
  readonly older: string
  readonly twin: string
  /** A next, emptied policy that somebody truly asked for, and evidence that is not for it. */
  readonly replacement: Pick<Replacement, 'request' | 'proof' | 'body'> & {
    readonly self: Evidence
    readonly other: Evidence
  }
}

export type OwnKey = { readonly sign: (header: object, claims: object) => Promise<string>; readonly jwk: JWK }

export type Signing = {
  readonly username: string
  readonly digest: Digest
  readonly reason?: string
  readonly clientId?: string
  readonly passkey?: boolean
}
