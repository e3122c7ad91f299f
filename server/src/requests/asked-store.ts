import type { Db } from '../db/connect.ts'
import { type About, lease } from '../notify/store.ts'

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
      ${newMessage(db, 'readable.request', 'ask', now)}
      FROM readable JOIN devices ON devices.person = readable.person
      RETURNING id, request, person, device
    )`
}

/**
 * The same of people who are not waited for any more: each of their devices is told, also of those who were asked, and
 * nobody is asked by a message that has not left.
 */
export function toldBy(db: Db, changed: 'moved' | 'noted', { people, now }: Asking) {
  return db`
    readable AS (
      INSERT INTO asked (request, person) SELECT id, unnest(${[...people]}::text[]) FROM ${db(changed)}
      ON CONFLICT DO NOTHING
    ), untold AS (
      UPDATE deliveries SET state = 'failed' FROM ${db(changed)} AS changed WHERE request = changed.id AND state = 'queued'
    ), queued AS (
      ${newMessage(db, 'changed.id', 'glass', now)}
      FROM ${db(changed)} AS changed JOIN devices ON devices.person = ANY (${[...people]}::text[])
      RETURNING id, request, person, device
    )`
}

/** A message to a device, taken for sending by this node; from where is for the caller to say. */
function newMessage(db: Db, request: 'readable.request' | 'changed.id', about: About, now: number) {
  return db`
      INSERT INTO deliveries (id, request, person, device, state, at, tries, about)
      SELECT translate(left(encode(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), 'base64'), 22), '+/', '-_'),
             ${db(request)}, devices.person, devices.id, 'sending', ${now + lease}, 1, ${about}`
}

/** Those messages, each as a `Due`. */
export function messagesQueued(db: Db, about: About) {
  return db`(
      SELECT coalesce(json_agg(json_build_object(
               'id', queued.id, 'request', queued.request, 'device', queued.device, 'person', queued.person, 'tries', 1,
               'endpoint', endpoint, 'p256dh', p256dh, 'auth', auth, 'device_created', created, 'about', ${about}::text
             )), '[]')
      FROM queued JOIN devices ON devices.id = queued.device
    )`
}

/** The people who were asked about a request. */
export async function readAsked(db: Db, request: string): Promise<readonly string[]> {
  const rows = await db<{ person: string }[]>`SELECT person FROM asked WHERE request = ${request}`
  return rows.map(({ person }) => person)
}
