import { join } from 'node:path'
import type { Command } from 'commander'
import { settings } from '../config.ts'
import { connect } from '../db/connect.ts'
import { runningEmbedded } from '../db/running.ts'
import { eraseRequest } from '../requests/erase.ts'
import { CommandError, exitCodes } from './command-error.ts'

/** `countersign requests erase`. */
export function addRequestCommands(program: Command): void {
  program
    .command('requests')
    .description('Requests in the relay’s database')
    .command('erase')
    .description('Erase what an ended request says about people and content; its digest and the log stay')
    .argument('<id>', 'id of the request')
    .requiredOption('--by <name>', 'who erases it; stands in the log and in its bundle')
    .option('--why <text>', 'the reason; stands there too')
    .addHelpText(
      'after',
      `\nSettings are those of \`countersign serve\`: DATABASE_URL, or COUNTERSIGN_DATA of a running relay.\n\n${exitCodes}`,
    )
    .action(erase)
}

async function erase(id: string, { by, why }: { by: string; why?: string }): Promise<void> {
  const db = connect(await databaseUrl(process.env), 1)
  try {
    const erased = await eraseRequest(db, { id: idOf(id), by, why, now: Date.now() })
    if (!erased) throw new CommandError(`There is no request ${id} that has ended and is not erased yet.`, 1)
    console.log(`Erased ${id}. Its digest stays, and the log says that ${by} erased it.`)
  } finally {
    await db.end({ timeout: 5 })
  }
}

function idOf(id: string): string {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return id
  throw new CommandError(`${id} is not the id of a request.`, 2)
}

async function databaseUrl(environment: NodeJS.ProcessEnv): Promise<string> {
  const { DATABASE_URL: given, COUNTERSIGN_DATA: data = settings.COUNTERSIGN_DATA.default } = environment
  const url = given || (await runningEmbedded(join(data, 'postgres')))
  if (url !== undefined) return url
  throw new CommandError('No database: set DATABASE_URL, or start the relay that runs its own in COUNTERSIGN_DATA.', 2)
}
