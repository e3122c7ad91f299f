import type { KeySource } from '@countersign/shared/protocol'
import type { FastifyBaseLogger } from 'fastify'
import type { Config } from './config.ts'
import type { Db } from './db/connect.ts'
import type { Secret } from './db/secret.ts'
import type { RevokedKeys } from './devices/revoked-keys.ts'
import type { DpopNonces } from './identity/dpop.ts'
import type { EndedSessions } from './identity/ended/ended-sessions.ts'
import type { KnownTransmitter } from './identity/ended/transmitters.ts'
import type { People } from './identity/people.ts'
import type { Witness } from './identity/witness.ts'
import type { Courier } from './notify/courier.ts'
import type { Hub } from './notify/hub.ts'
import type { Send } from './notify/send.ts'
import type { Vapid } from './notify/vapid.ts'
import type { Policies } from './policy/in-force.ts'
import type { Reload } from './policy/reload.ts'
import type { Places } from './requests/places.ts'

/** Everything that a call of the relay may use; made once in main.ts. */
export type Relay = {
  readonly config: Config
  readonly db: Db
  readonly secret: Secret
  readonly nonces: DpopNonces
  readonly keys: KeySource
  /** Who may push security events, and their keys. */
  readonly transmitters: readonly KnownTransmitter[]
  readonly transmitterKeys: KeySource
  readonly policies: Policies
  readonly policyFile: Pick<Reload, 'refusedSince'>
  readonly people: People
  readonly ended: EndedSessions
  readonly revoked: RevokedKeys
  readonly witness: Witness
  readonly places: Places
  readonly hub: Hub
  readonly courier: Courier
  readonly send: Send
  readonly vapid: Vapid
  readonly log: FastifyBaseLogger
  /** Milliseconds since the epoch. */
  readonly now: () => number
}
