import { type ActionRequest, nameOf, parseCompact } from '@countersign/shared/protocol'
import type { Command } from 'commander'
import { readUnapproved, type Unapproved } from '../glass/store.ts'
import { exitCodes } from './command-error.ts'
import { databaseHelp } from './database-url.ts'
import { red } from './red.ts'
import { visible } from './visible.ts'
import { withDatabase } from './with-database.ts'

/** `countersign glass list`. */
export function addGlassCommands(program: Command): void {
  program
    .command('glass')
    .description('What was let go without approval')
    .command('list')
    .description('All of it: what waits for a review first, then the newest')
    .option(
      '--json',
      'print JSON: [{ id, at, state, summary, rule, by, reason, skipped, reviewed, reviewer, statements }], times in milliseconds',
    )
    .addHelpText('after', `\n${databaseHelp}\n\n${exitCodes}`)
    .action(list)
}

async function list({ json }: { json?: true }): Promise<void> {
  const found = await withDatabase(readUnapproved)
  if (json) return console.log(JSON.stringify(found.map(asJson)))
  if (found.length === 0) return console.log('Nothing went without approval.')
  for (const one of found) console.log(linesOf(one).join('\n'))
}

function asJson(unapproved: Unapproved) {
  const { request, reviewer_name: reviewer, ...one } = unapproved
  const { action } = actionOf(request)
  return { ...one, by: byOf(unapproved), summary: action?.summary ?? null, rule: action?.rule ?? null, reviewer }
}

/** What was erased has no text any more. */
function actionOf(request: string): Partial<Pick<ActionRequest, 'action' | 'requester'>> {
  return request === '' ? {} : (JSON.parse(request) as ActionRequest)
}

/** Who went without; of what keys released, who asked. */
function byOf({ by, request }: Unapproved): string | null {
  const { requester } = actionOf(request)
  return by ?? (requester === undefined ? null : nameOf(requester))
}

function linesOf(one: Unapproved): readonly string[] {
  const { action } = actionOf(one.request)
  const what = action === undefined ? 'what it was is erased' : `${action.summary} (${action.rule})`
  const why = [...(one.reason === null ? [] : [one.reason]), ...keyReasons(one)].map(
    (reason) => `  because: “${visible(reason)}”`,
  )
  const told = one.skipped.length === 0 ? 'nobody was known who could have approved it' : one.skipped.join(', ')
  return [
    `${timeOf(one.at)}  ${reviewWords(one)}`,
    `  ${visible(byOf(one) ?? 'Somebody')}: ${visible(what)}, ${one.state}`,
    ...(one.statements === null ? [] : ['  released by emergency keys']),
    ...why,
    `  told: ${visible(told)}`,
    `  ${one.id}`,
  ]
}

/** Why each key says that it was used; the relay has verified its signature. */
function keyReasons({ statements }: Unapproved): readonly string[] {
  return (statements ?? []).map((jws) => String(parseCompact(jws).payload['reason']))
}

/** Red until somebody has looked at it; a terminal that has no colours, or a file, gets none. */
function reviewWords({ reviewed, reviewer_name }: Unapproved): string {
  if (reviewed === null) return red('WITHOUT APPROVAL, NOT REVIEWED')
  return `without approval, reviewed at ${timeOf(reviewed)} by ${visible(reviewer_name ?? 'somebody who is erased')}`
}

function timeOf(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ')
}
