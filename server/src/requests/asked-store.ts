import type { Db } from '../db/connect.ts'
import { lease } from '../notify/store.ts'

/** People who come to be asked, in the statement of the change by which they do. */
export type Asking = { readonly people: readonly string[]; readonly now: number }

/**
 * Who may read a request from now on, and a message to each device of those who could not before, taken for sending by
 * this node.
 *
 * @param changed the part of the statement that returns the request's id where anything changes
 */
export function askedBy(db: Db, changed: 'made' | 'moved', { people, now }: Asking) {
  return db`
    readable AS (
      INSERT INTO asked (request, person) SELECT id, unnest(${[...people]}::text[]) FROM ${db(changed)}
      ON CONFLICT DO NOTHING
      RETURNING request, person
    ), queued AS (
      INSERT INTO deliveries (id, request, person, device, state, at, tries)
      SELECT translate(left(encode(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), 'base64'), 22), '+/', '-_'),
             readable.request, devices.person, devices.id, 'sending', ${now + lease}, 1
      FROM readable JOIN devices ON devices.person = readable.person
      RETURNING id, request, person, device
    )`
}

/** Those messages, each as a `Due`. */
export function messagesQueued(db: Db) {
  return db`(
      SELECT coalesce(json_agg(json_build_object(
               'id', queued.id, 'request', queued.request, 'device', queued.device, 'person', queued.person, 'tries', 1,
               'endpoint', endpoint, 'p256dh', p256dh, 'auth', auth, 'device_created', created, 'about', 'ask'
             )), '[]')
      FROM queued JOIN devices ON devices.id = queued.device
    )`
}
