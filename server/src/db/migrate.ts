import { join } from 'node:path'
import Postgrator from 'postgrator'
import type { Db } from './connect.ts'

/** Several nodes may start at once; one migrates, the others wait. */
const lock = 4_207_316

/**
 * Brings the schema up to date; forward only.
 *
 * @param target number of the last migration to make; for tests of what a later one does to data
 */
export async function migrate(db: Db, target = 'max'): Promise<void> {
  await db.begin(async (sql) => {
    await sql`SELECT pg_advisory_xact_lock(${lock})`
    const postgrator = new Postgrator({
      driver: 'pg',
      schemaTable: 'schema_version',
      migrationPattern: join(import.meta.dirname, 'migrations/*.sql'),
      execQuery: async (query) => ({ rows: [...(await sql.unsafe(query))] }),
      execSqlScript: async (script) => {
        await sql.unsafe(script)
      },
    })
    await postgrator.migrate(target)
  })
}
