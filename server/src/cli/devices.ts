import type { Command } from 'commander'
import type { Db } from '../db/connect.ts'
import { findKey, type KnownDevice, readDevices } from '../devices/key-store.ts'
import { revoke } from '../devices/revoke.ts'
import { tellNodes } from '../notify/other-nodes.ts'
import { minuteOf } from '../utc.ts'
import { CommandError, exitCodes } from './command-error.ts'
import { databaseHelp } from './database-url.ts'
import { visible } from './visible.ts'
import { withDatabase } from './with-database.ts'

/** `countersign devices list | revoke`. */
export function addDeviceCommands(program: Command): void {
  const devices = program.command('devices').description('Browsers and phones by which people have signed in')
  devices
    .command('list')
    .description('List them, the last one seen first')
    .option('--person <text>', 'of people whose name or key holds this text')
    .option(
      '--json',
      'print JSON: [{ id, person, name, key, role, label, installed, first_seen, last_seen, revoked }]; what is not known is null',
    )
    .addHelpText('after', `\n${databaseHelp}\n\n${exitCodes}`)
    .action((options: { person?: string; json?: true }) => withDatabase((db) => list(db, options)))
  devices
    .command('revoke')
    .description('End the sessions of one at once; its key opens none any more, and what it asked is cancelled')
    .argument('<id>', 'id of the device, from `devices list`')
    .option('--json', 'print JSON: { id, cancelled: [id of a request…] }')
    .addHelpText('after', `\n${databaseHelp}\n\n${exitCodes}`)
    .action((id: string, options: { json?: true }) => withDatabase((db) => revokeOne(db, id, options)))
}

async function list(db: Db, { person, json }: { person?: string; json?: true }): Promise<void> {
  const devices = await readDevices(db, person)
  if (json) console.log(JSON.stringify(devices))
  else if (devices.length === 0) console.log('No device has signed in.')
  else for (const device of devices) console.log(lineOf(device))
}

const roles = { extension: 'browser', app: 'phone' } as const

/** What came from outside is made visible: it is printed to a terminal. */
function lineOf({ id, role, name, label, installed, last_seen, revoked }: KnownDevice): string {
  const marks = [
    ...(installed === true ? ['installed by the administrator'] : []),
    `seen ${minuteOf(last_seen)}`,
    ...(revoked === null ? [] : [`REVOKED ${minuteOf(revoked)}`]),
  ]
  return `${id}  ${roles[role].padEnd(7)}  ${visible(name)}: ${visible(label)}, ${marks.join(', ')}`
}

async function revokeOne(db: Db, id: string, { json }: { json?: true }): Promise<void> {
  const jkt = await findKey(db, id)
  if (jkt === undefined)
    throw new CommandError(`There is no device ${visible(id)}. See \`countersign devices list\`.`, 1)
  const cancelled = await revoke(db, jkt, 'the operator', Date.now())
  if (cancelled === undefined) throw new CommandError(`${id} was revoked before.`, 1)
  await tellNodes(db, ['sessions', 'changes'])
  if (json) console.log(JSON.stringify({ id, cancelled }))
  else console.log(`Revoked ${id}. What it asked and nobody had released is cancelled: ${cancelled.length}.`)
}
