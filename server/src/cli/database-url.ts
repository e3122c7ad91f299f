import { join } from 'node:path'
import { settings } from '../config.ts'
import { runningEmbedded } from '../db/running.ts'
import { CommandError } from './command-error.ts'

/** What the help of a command that reads the relay's database says of where that is. */
export const databaseHelp =
  'Settings are those of `countersign serve`: DATABASE_URL, or COUNTERSIGN_DATA of a running relay.'

/** @throws {CommandError} */
export async function databaseUrl(environment: NodeJS.ProcessEnv): Promise<string> {
  const { DATABASE_URL: given, COUNTERSIGN_DATA: data = settings.COUNTERSIGN_DATA.default } = environment
  const url = given || (await runningEmbedded(join(data, 'postgres')))
  if (url !== undefined) return url
  throw new CommandError('No database: set DATABASE_URL, or start the relay that runs its own in COUNTERSIGN_DATA.', 2)
}
