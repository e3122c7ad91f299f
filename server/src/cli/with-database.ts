import { connect, type Db } from '../db/connect.ts'
import { databaseUrl } from './database-url.ts'

/**
 * Runs what reads or changes the relay's database, and lets go of it.
 *
 * @throws {CommandError} where there is none
 */
export async function withDatabase<Answer>(run: (db: Db) => Promise<Answer>): Promise<Answer> {
  const db = connect(await databaseUrl(process.env), 2)
  try {
    return await run(db)
  } finally {
    await db.end({ timeout: 5 })
  }
}
