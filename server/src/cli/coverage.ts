import type { Command } from 'commander'
import { readCoverage } from '../coverage/store.ts'
import { linesOf, summarise } from '../coverage/summary.ts'
import { exitCodes } from './command-error.ts'
import { databaseHelp } from './database-url.ts'
import { withDatabase } from './with-database.ts'

/** `countersign coverage`. */
export function addCoverageCommand(program: Command): void {
  program
    .command('coverage')
    .description('How protected requests came in all browsers, and what these cannot check')
    .option('--json', 'print JSON: [{ device, person, browser, limits, seen, at }], the latest of each browser')
    .addHelpText('after', `\n${databaseHelp}\n\n${exitCodes}`)
    .action(coverage)
}

async function coverage({ json }: { json?: true }): Promise<void> {
  const covered = await withDatabase(readCoverage)
  if (json) console.log(JSON.stringify(covered))
  else for (const line of linesOf(summarise(covered))) console.log(line)
}
