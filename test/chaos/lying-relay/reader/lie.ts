import type { Decision, DeviceKey, Digest, Proof } from '@countersign/shared/protocol'
import type { Random } from '../../random.ts'
import type { OwnKey, PolicyMeans } from '../holder/lie.ts'
import type { Case } from './cases.ts'

/**
 * What a reader is told about a request, and what the relay can change in it. It is whatever the relay likes: only the
 * names of the parts are known.
 */
export type Told = {
  readonly request: Case['view']['request']
  readonly proof: Proof
  readonly body: string | undefined
  readonly decisions: readonly { readonly at: number; readonly decision: Decision }[]
}

/** One way in which a relay can lie to somebody who reads a request: an approver at a phone, an auditor. */
export type ReaderLie<Thing> = {
  readonly name: string
  readonly says: string
  /** What it leaves has not the shape that other lies expect: it comes last. */
  readonly shapeless?: true
  readonly change: (thing: Thing, means: ReaderMeans, about: Case) => Promise<Thing> | Thing
}

/** What a lying relay has when it lies to readers. */
export type ReaderMeans = {
  readonly random: Random
  readonly cases: readonly Case[]
  readonly ownKey: OwnKey
  readonly ownDevice: DeviceKey
  readonly policy: PolicyMeans
  /** The phone app's sign-in of an approver. */
  readonly signIn: { readonly id_token: Proof['id_token']; readonly salt: Proof['salt'] }
  readonly digestOf: (request: Told['request']) => Promise<Digest>
}
