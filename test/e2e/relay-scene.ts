import postgres from 'postgres'
import { afterAll, beforeAll } from 'vitest'
import type { ScriptedDevice } from '../lab/relay/device.ts'
import { signInRequester } from '../lab/relay/run-once.ts'
import type { ScriptedRequest } from '../lab/relay/scripted-request.ts'
import { type ScriptedApprover, signInApprover } from '../lab/stage/approver-script.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld, type World } from '../lab/stage/world.ts'

type Options = Omit<Parameters<typeof startWorld>[0], 'directory'>

type Leaf = { readonly kind: string; readonly relay?: object }

/** A relay with who asks and who could approve, none of them with a screen; and what its database has of it. */
export function useRelayScene(options: Options) {
  let directory: Temporary
  let world: World
  let requester: ScriptedDevice
  let approver: ScriptedApprover
  let sql: ReturnType<typeof postgres>

  beforeAll(async () => {
    directory = await temporaryDirectory()
    world = await startWorld({ ...options, directory: directory.path })
    requester = await signInRequester(world)
    approver = await signInApprover(world, 'approver-1')
    sql = postgres(world.relay().databaseUrl, { max: 2 })
  })

  afterAll(async () => {
    await sql?.end()
    await world?.close()
    await directory?.remove()
  })

  return {
    directory: () => directory.path,
    world: () => world,
    requester: () => requester,
    approver: () => approver,
    sql: () => sql,
    /** What the command line finds the database by. */
    environment: () => ({ DATABASE_URL: world.relay().databaseUrl }),
    /** What the log has of one request, in order. */
    leavesOf: async ({ request }: ScriptedRequest): Promise<readonly Leaf[]> => {
      const rows = await sql<{ leaf: string }[]>`SELECT leaf FROM entries WHERE request = ${request.id} ORDER BY seq`
      return rows.map(({ leaf }) => JSON.parse(leaf))
    },
  }
}
