import { closingLimits } from '@countersign/shared/log'
import type { Command } from 'commander'
import type { KnownPerson } from '../identity/store.ts'
import { type ClosingResult, close, closeUnreviewable } from '../reviews/close.ts'
import { readUnapproved } from '../reviews/store.ts'
import { minuteOf } from '../utc.ts'
import { CommandError, exitCodes } from './command-error.ts'
import { databaseHelp } from './database-url.ts'
import { asJson, linesOf, whatWords } from './glass-words.ts'
import { requestId } from './request-id.ts'
import { visible } from './visible.ts'
import { withDatabase } from './with-database.ts'

/** `countersign glass list | close`. */
export function addGlassCommands(program: Command): void {
  const glass = program.command('glass').description('What was let go without approval')
  glass
    .command('list')
    .description('All of it: what waits for a review first, then the newest')
    .option(
      '--json',
      'print JSON: [{ id, at, state, summary, rule, by, reason, skipped, reviewed, reviewer, closed, closed_by, closed_why, statements }], times in milliseconds',
    )
    .addHelpText('after', `\n${databaseHelp}\n\n${exitCodes}`)
    .action(list)
  glass
    .command('close')
    .description('Let nothing wait any more for a review that nobody can give; it stays marked as not reviewed')
    .argument('<id>', 'id of the request, from `glass list`')
    .requiredOption('--by <name>', 'who closes it; stands in the log for good, and in its bundle')
    .requiredOption('--why <text>', 'the reason; stands there too')
    .option('--anyway', 'close it though somebody is known who could review it')
    .addHelpText(
      'after',
      `\nIt is your word, and signed by nobody: never a review. Its rule's glass can be broken again, and it can be erased.\n${databaseHelp}\n\n${exitCodes}`,
    )
    .action(closeOne)
}

async function list({ json }: { json?: true }): Promise<void> {
  const found = await withDatabase(readUnapproved)
  if (json) return console.log(JSON.stringify(found.map(asJson)))
  if (found.length === 0) return console.log('Nothing went without approval.')
  for (const one of found) console.log(linesOf(one).join('\n'))
}

type CloseOptions = { readonly by: string; readonly why: string; readonly anyway?: true }

async function closeOne(id: string, { by, why, anyway }: CloseOptions): Promise<void> {
  const request = requestId(id)
  const closer = { by: said('by', by), why: said('why', why), now: Date.now() }
  const closing = anyway === true ? close : closeUnreviewable
  console.log(wordsOf(request, await withDatabase((db) => closing(db, request, closer))))
}

function said(option: 'by' | 'why', text: string): string {
  const most = closingLimits[option]
  const trimmed = text.trim()
  if (trimmed !== '' && [...trimmed].length <= most) return trimmed
  throw new CommandError(`--${option} takes 1 to ${most} characters: everybody reads it.`, 2)
}

/** @throws {CommandError} where it was not closed */
function wordsOf(id: string, result: ClosingResult): string {
  if (result.kind === 'unknown')
    throw new CommandError(`Nothing went without approval as ${id}. See \`countersign glass list\`.`, 1)
  if (result.kind === 'reviewable') throw new CommandError(reviewersWords(id, result.reviewers), 1)
  const { unapproved } = result
  if (result.kind === 'closed') {
    return `Closed ${id}: ${whatWords(unapproved)}.
It stays red, as “closed by the operator, not reviewed”; the log says who closed it, and why.`
  }
  const { reviewed, reviewer_name, closed, closed_by } = unapproved
  const over =
    reviewed === null
      ? `closed at ${minuteOf(closed ?? 0)} by ${visible(closed_by ?? '')}`
      : `reviewed at ${minuteOf(reviewed)} by ${visible(reviewer_name ?? 'somebody who is erased')}`
  throw new CommandError(`${id} waits for no review: it was ${over}.`, 1)
}

function reviewersWords(id: string, reviewers: readonly KnownPerson[]): string {
  const names = reviewers.map(({ name, signed_in }) => `  ${visible(name)}, signed in last at ${minuteOf(signed_in)}`)
  return `${id} can still be reviewed, on their phones, by
${names.join('\n')}
If none of them can any more (they have left, say), close it with --anyway.`
}
