import type { Policy } from '@countersign/shared/policy'
import type { ActionRequest } from '@countersign/shared/protocol'
import type { Command } from 'commander'
import { makePeople } from '../identity/people.ts'
import { readToReplay } from '../monitor/store.ts'
import { comparePolicies } from '../policy/compare/compare-policies.ts'
import { differenceWords } from '../policy/compare/difference-words.ts'
import { type History, historyOf } from '../policy/compare/history.ts'
import { historyWords, stagesWords } from '../policy/compare/history-words.ts'
import { type MonitoredHistory, monitoredHistoryOf } from '../policy/compare/monitored-history.ts'
import { monitoredWords } from '../policy/compare/monitored-words.ts'
import { keptPolicies } from '../policy/kept.ts'
import { readPast } from '../requests/read-store.ts'
import { CommandError, exitCodes } from './command-error.ts'
import { databaseHelp } from './database-url.ts'
import { readAnyPolicy } from './policy-file.ts'
import { visible } from './visible.ts'
import { withDatabase } from './with-database.ts'

/** `countersign policy diff`. */
export function addDiffCommand(policy: Command): void {
  policy
    .command('diff')
    .description('Say in what a policy differs from another, and which past requests would have gone differently')
    .argument('<old>', 'the policy before: .yaml, compiled (.json) or signed (.jws)')
    .argument('<new>', 'the policy after')
    .option(
      '--history [days]',
      'look at the last days in the relay’s database, 30 without a number: what was asked for, what monitored rules recorded',
    )
    .option('--json', 'print JSON: { version, policy, issuers, rules, history }')
    .addHelpText(
      'after',
      `\nBodies are encrypted there, and not read: of a request with one the rule that it named is believed.\n${databaseHelp}\n\n${exitCodes}`,
    )
    .action(diff)
}

type Options = { readonly history?: string | true; readonly json?: true }

async function diff(oldFile: string, newFile: string, { history, json }: Options): Promise<void> {
  const [before, now] = await Promise.all([readAnyPolicy(oldFile), readAnyPolicy(newFile)])
  const difference = comparePolicies(before, now)
  const past = history === undefined ? undefined : await readHistory([before, now], daysIn(history))
  if (json) return console.log(JSON.stringify({ ...difference, ...(past === undefined ? {} : { history: past }) }))
  const lines = [...differenceWords(difference), ...(past === undefined ? [] : wordsOf(past))]
  console.log(lines.map(visible).join('\n'))
}

function daysIn(text: string | true): number {
  if (text === true) return 30
  if (/^[1-9][0-9]{0,4}$/.test(text)) return Number(text)
  throw new CommandError('--history takes a number of days.', 2)
}

/** What was asked for, and what monitored rules recorded. */
type Past = History & { readonly monitored: MonitoredHistory }

function wordsOf(past: Past): readonly string[] {
  return ['', ...historyWords(past), ...monitoredWords(past.monitored), ...stagesWords(past)]
}

async function readHistory(policies: readonly [Policy, Policy], days: number): Promise<Past> {
  return withDatabase(async (db) => {
    const since = Date.now() - days * 86_400_000
    const people = makePeople(db)
    await people.refresh()
    const history = await historyOf(policies, parsed(readPast(db, since)), people)
    const kept = await keptPolicies(db)
    const monitored = await monitoredHistoryOf(
      policies[1],
      readToReplay(db, since),
      (digest) => kept.get(digest),
      people,
    )
    return { ...history, monitored }
  })
}

/** What is stored was checked when it came. */
async function* parsed(texts: AsyncIterable<string>): AsyncGenerator<ActionRequest> {
  for await (const text of texts) yield JSON.parse(text)
}
