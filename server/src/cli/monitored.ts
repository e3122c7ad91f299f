import type { Command } from 'commander'
import { readMonitored } from '../monitor/store.ts'
import { linesOf, summarise } from '../monitor/summary.ts'
import { CommandError, exitCodes } from './command-error.ts'
import { databaseHelp } from './database-url.ts'
import { visible } from './visible.ts'
import { withDatabase } from './with-database.ts'

/** `countersign monitored`. */
export function addMonitoredCommand(program: Command): void {
  program
    .command('monitored')
    .description('What monitored rules matched, and would have held')
    .argument('[days]', 'how many days to look back', '30')
    .option('--json', 'print JSON: [{ at, name, rules, open, console, method, url, summary }], newest first')
    .addHelpText('after', `\n${databaseHelp}\n\n${exitCodes}`)
    .action(monitored)
}

async function monitored(text: string, { json }: { json?: true }): Promise<void> {
  if (!/^[1-9][0-9]{0,3}$/.test(text)) throw new CommandError('monitored takes a number of days.', 2)
  const days = Number(text)
  const seen = await withDatabase((db) => readMonitored(db, Date.now() - days * 86_400_000))
  if (json) console.log(JSON.stringify(seen))
  else for (const line of linesOf(summarise(seen), days)) console.log(visible(line))
}
