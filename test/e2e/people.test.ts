import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, type Db } from '../../server/src/db/connect.ts'
import { startEmbedded } from '../../server/src/db/embedded.ts'
import { migrate } from '../../server/src/db/migrate.ts'
import { makePeople } from '../../server/src/identity/people.ts'
import { keepSignIn } from '../../server/src/identity/store.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'

// Whom to tell is read from the database, where people sign in at the same moment, on this node and on others.

let directory: Temporary
let database: Awaited<ReturnType<typeof startEmbedded>>
let db: Db

beforeAll(async () => {
  directory = await temporaryDirectory()
  database = await startEmbedded(join(directory.path, 'postgres'), () => {})
  db = connect(database.url, 4)
  await migrate(db)
})

afterAll(async () => {
  await db?.end({ timeout: 5 })
  await database?.stop()
  await directory?.remove()
})

const signIn = (on: Db, key: string, now: number, name = key) =>
  keepSignIn(on, { key, iss: 'https://i', name, claims: {}, now, leaf: '{}', mayDecide: [] })

test('somebody whose sign-in becomes visible after a later one is known all the same', async () => {
  const people = makePeople(db)
  await db.begin(async (slow) => {
    // A transaction offers the same queries as the connection it was taken from.
    await signIn(slow as unknown as Db, 'earlier', 1_000)
    await signIn(db, 'later', 2_000)
    await people.refresh()
    expect([people.nameOf('earlier'), people.nameOf('later')]).toEqual(['Somebody', 'later'])
  })
  await people.refresh()
  expect([people.nameOf('earlier'), people.nameOf('later')]).toEqual(['earlier', 'later'])
})

test('who signs in again is known by what their provider says then', async () => {
  const people = makePeople(db)
  await people.refresh()
  await signIn(db, 'later', 3_000, 'Later, married')
  await people.refresh()
  expect(people.nameOf('later')).toBe('Later, married')
})
