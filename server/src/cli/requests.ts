import type { Command } from 'commander'
import { eraseRequest } from '../requests/erase.ts'
import { CommandError, exitCodes } from './command-error.ts'
import { databaseHelp } from './database-url.ts'
import { requestId } from './request-id.ts'
import { withDatabase } from './with-database.ts'

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
    .addHelpText('after', `\n${databaseHelp}\n\n${exitCodes}`)
    .action(erase)
}

async function erase(id: string, { by, why }: { by: string; why?: string }): Promise<void> {
  const erased = await withDatabase((db) => eraseRequest(db, { id: requestId(id), by, why, now: Date.now() }))
  if (!erased)
    throw new CommandError(`There is no request ${id} that has ended, waits for no review, and is not erased yet.`, 1)
  console.log(`Erased ${id}. Its digest stays, and the log says that ${by} erased it.`)
}
