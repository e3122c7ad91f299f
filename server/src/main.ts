import { join } from 'node:path'
import { makeKeySource } from '@countersign/shared/protocol'
import { pino } from 'pino'
import { buildApp } from './app.ts'
import type { Config } from './config.ts'
import { connect } from './db/connect.ts'
import { startEmbedded } from './db/embedded.ts'
import { migrate } from './db/migrate.ts'
import { keptSecret, makeSecret } from './db/secret.ts'
import { finishReplacements } from './decisions/finish-replacement.ts'
import { makeRevokedKeys } from './devices/revoked-keys.ts'
import { makeNonces } from './identity/dpop.ts'
import { makeEndedSessions } from './identity/ended/ended-sessions.ts'
import { readTransmitters } from './identity/ended/transmitters.ts'
import { makePeople } from './identity/people.ts'
import { makeWitness } from './identity/witness.ts'
import { forgetMonitored } from './monitor/store.ts'
import { startCourier } from './notify/courier.ts'
import { startHub } from './notify/hub.ts'
import { makeSend } from './notify/send.ts'
import { keptVapid } from './notify/vapid.ts'
import { makePolicies } from './policy/in-force.ts'
import { loadPolicy } from './policy/load.ts'
import { makeReload } from './policy/reload.ts'
import { readSigner } from './policy/signer.ts'
import { watchFile } from './policy/watch-file.ts'
import type { Relay } from './relay.ts'
import { deleteOldBodies } from './requests/erase.ts'
import { expireOverdue } from './requests/expire.ts'
import { openPlaces } from './requests/places.ts'
import { readStatuses } from './requests/status.ts'

export type RunningRelay = {
  readonly url: string
  /** The database in use, for operators' tools and tests. */
  readonly databaseUrl: string
  /** Loads the policy file anew, which the relay also does by itself once it has changed. */
  readonly reloadPolicy: () => Promise<void>
  readonly close: () => Promise<void>
}

/**
 * Starts a relay node.
 *
 * @param say progress for people
 * @throws {PolicyFileError} before anything is started, where the policy cannot be used
 */
export async function startRelay(config: Config, say: (line: string) => void): Promise<RunningRelay> {
  const now = () => Date.now()
  const log = pino({ level: config.logLevel })
  const signer = await readSigner(config)
  const file = await loadPolicy(config.policyFile, signer, now())
  const places = await openPlaces(config.mmdbFile)
  const transmitters = await readTransmitters(config.transmittersFile)
  const database = await openDatabase(config, say)
  const db = connect(database.url, config.databaseConnections)
  await migrate(db)
  const secret = makeSecret(config.secret ?? (await keptSecret(config.dataDirectory)))
  const policies = await makePolicies(db, signer.key, file, now())
  const vapid = await keptVapid(db, secret)
  const people = makePeople(db)
  await people.refresh()
  const ended = makeEndedSessions(db, now)
  await ended.refresh()
  const revoked = makeRevokedKeys(db)
  await revoked.refresh()
  const hub = await startHub({
    db,
    log,
    readStatuses: (ids) => readStatuses({ db, policies, people }, ids),
    onPeople: people.refresh,
    onSessions: async () => void (await Promise.all([ended.refresh(), revoked.refresh()])),
    readPolicy: () => ({ digest: policies.current().digest, version: policies.current().policy.version }),
    onPolicy: policies.refresh,
  })
  const reload = makeReload({ file: config.policyFile, signer, policies, log, now, onChange: hub.wakeForPolicy })
  const send = makeSend(config, vapid, now)
  const courier = startCourier({ db, policies, send, appUrl: config.appOrigin, now, onChange: hub.wake, log })
  const keys = makeKeySource({ fetch, now, allowLoopbackHttp: config.isLoopback })
  const keysAt = (issuer: string) => transmitters.find((one) => one.issuer === issuer)?.keysAt
  const transmitterKeys = makeKeySource({ fetch, now, allowLoopbackHttp: config.isLoopback, keysAt })
  const witness = makeWitness(db, now)
  const nonces = makeNonces(secret.nonceKey, now)
  const relay: Relay = {
    config,
    db,
    secret,
    nonces,
    keys,
    transmitters,
    transmitterKeys,
    policies,
    policyFile: { refusedSince: reload.refusedSince },
    people,
    ended,
    revoked,
    witness,
    places,
    hub,
    courier,
    send,
    vapid,
    log,
    now,
  }
  const app = await buildApp(relay, log)
  await app.listen({ host: config.host, port: config.port })
  const notReloaded = (error: unknown) => log.error({ err: error }, 'looking at the policy file failed')
  const watch = watchFile(config.policyFile, reload.now, notReloaded)
  const watchedPlaces = watchPlaces(relay)
  const sweep = startSweep(relay)
  const cleaning = startCleaning(relay)
  return {
    url: config.publicUrl,
    databaseUrl: database.url,
    reloadPolicy: () => reload.now().catch(notReloaded),
    close: async () => {
      clearInterval(sweep)
      clearInterval(cleaning)
      // Ctrl-C ends the embedded database at the same moment: what that cuts off is no fault to report.
      log.level = 'fatal'
      // A connection that was opened and never used counts as busy; browsers keep such ones for a minute.
      const force = setTimeout(() => app.server.closeAllConnections(), closeGrace)
      await app.close()
      clearTimeout(force)
      await watch.close()
      await watchedPlaces.close()
      await courier.close()
      await hub.close()
      await db.end({ timeout: 5 })
      await database.stop()
    },
  }
}

/** Milliseconds for calls under way to end. */
const closeGrace = 2_000

async function openDatabase(config: Config, say: (line: string) => void) {
  if (config.databaseUrl !== undefined) return { url: config.databaseUrl, stop: async () => {} }
  return startEmbedded(join(config.dataDirectory, 'postgres'), say)
}

/** The operator's file is a download that comes anew every week. */
function watchPlaces({ config, places, log }: Relay) {
  if (config.mmdbFile === undefined) return { close: async () => {} }
  return watchFile(config.mmdbFile, places.reload, (err) => log.error({ err }, 'the last good places stay'))
}

function startSweep(relay: Relay) {
  const { db, now, hub, log } = relay
  const fail = (words: string) => (error: unknown) => log.error({ err: error }, words)
  return setInterval(() => {
    expireOverdue(db, now()).then((ended) => ended > 0 && hub.wake(), fail('ending overdue requests failed'))
    finishReplacements(relay).catch(fail('putting an approved policy in force failed'))
  }, 500)
}

/** At the start and every hour: held bytes are not kept longer than the operator says, nor what concerns nobody any more. */
function startCleaning({ db, now, config, ended, log }: Relay) {
  const fail = (error: unknown) => log.error({ err: error }, 'deleting what is old failed')
  const clean = () => {
    deleteOldBodies(db, now() - config.bodyRetention * day).catch(fail)
    forgetMonitored(db, now() - monitoredFor * day).catch(fail)
    ended.forgetOld().catch(fail)
  }
  clean()
  return setInterval(clean, 3_600_000)
}

const day = 86_400_000

/** Days: a quarter is enough to see what a rule would hold, and who waits longer forgets that it holds nothing. */
const monitoredFor = 92
