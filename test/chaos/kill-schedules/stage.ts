import type { ActionRequest, Digest } from '@countersign/shared/protocol'
import type { Page } from 'playwright-core'
import postgres from 'postgres'
import { findChromium } from '../../lab/browser/find-chromium.ts'
import { freePort } from '../../lab/stage/free-port.ts'
import { type RequesterBrowser, signInFromPopup, startRequester } from '../../lab/stage/requester.ts'
import { temporaryDirectory } from '../../lab/stage/temporary-directory.ts'
import { startWorld, type World } from '../../lab/stage/world.ts'
import { type Front, startFront } from '../lying-relay/holder/front.ts'
import { type People, signInPeople } from '../lying-relay/people.ts'
import { killRoutes, killRules, type Watcher } from './lab.ts'
import { openProcesses, type Processes } from './processes.ts'
import type { Kept } from './truth.ts'

/** Everything that can be killed, and those who watch it. */
export type Stage = {
  readonly world: World
  readonly front: Front
  readonly people: People
  readonly context: () => RequesterBrowser['context']
  readonly page: () => Promise<Page>
  readonly killWorker: () => Promise<void>
  readonly restartRelay: () => Promise<void>
  /** Kills the whole browser and starts it again with the same profile. */
  readonly restartBrowser: () => Promise<void>
  /** What the relay has for an address. */
  readonly kept: (url: string) => Promise<readonly Kept[]>
  /** What waits for an approver. */
  readonly waiting: () => Promise<readonly { readonly digest: Digest; readonly request: ActionRequest }[]>
  readonly close: () => Promise<void>
}

export async function setStage(watch: Watcher): Promise<Stage> {
  const directory = await temporaryDirectory()
  const chromium = await findChromium(() => {})
  if (chromium.kind !== 'found') throw new Error(chromium.sentence)
  const [relayPort, frontPort] = [await freePort(), await freePort()]
  const front = await startFront({
    port: frontPort,
    relay: `http://127.0.0.1:${relayPort}`,
    signedIn: (answer) => answer,
  })
  const world = await startWorld({
    directory: directory.path,
    publicUrl: `http://127.0.0.1:${frontPort}`,
    ports: { relay: relayPort, idp: 0, console: 0, api: 0 },
    settings: { COUNTERSIGN_ASK_LIMIT: '10000' },
    more: { routes: killRoutes(watch), rules: killRules },
  })
  const people = await signInPeople(world)
  const built = process.env['EXTENSION']
  const options = {
    executablePath: chromium.executablePath,
    directory: directory.path,
    ...(built === undefined ? {} : { built }),
  }
  let requester: RequesterBrowser
  let processes: Processes
  const open = async () => {
    requester = await startRequester(world, options)
    await signInFromPopup(requester, 'requester')
    processes = await openProcesses(requester.context)
  }
  await open()
  // The database may go down with the relay: each look opens it anew where it has to.
  // What types there are is asked of no connection: where it is cut off in that moment nobody waits for the answer.
  const connect = () => postgres(world.relay().databaseUrl, { max: 2, onnotice: () => {}, fetch_types: false })
  let sql = connect()
  const ask = async <Value>(look: (db: typeof sql) => Promise<Value>): Promise<Value | undefined> => {
    try {
      return await look(sql)
    } catch {
      void sql.end({ timeout: 0 }).catch(() => {})
      sql = connect()
      return undefined
    }
  }
  let tail: Promise<void> = Promise.resolve()
  /** One kill after the other. */
  const inTurn = (kill: () => Promise<void>) => {
    tail = tail.then(kill, kill)
    return tail
  }
  return {
    world,
    front,
    people,
    context: () => requester.context,
    page: async () => {
      const page = await requester.context.newPage()
      await page.goto(`${world.console.origin}/kill/page`)
      return page
    },
    killWorker: () => inTurn(() => processes.killWorker()),
    restartRelay: () => inTurn(() => world.restartRelay()),
    restartBrowser: () =>
      inTurn(async () => {
        await processes.killBrowser()
        await open()
      }),
    kept: async (url) => {
      const rows = await ask(
        (db) => db<Kept[]>`
          SELECT state, approved::float8, released::float8, expires::float8, outcome,
                 EXISTS (SELECT FROM decisions WHERE request = requests.id AND decision->>'decision' = 'deny') AS denied
          FROM requests WHERE request LIKE ${`%"${url}"%`} ORDER BY stored`,
      )
      return rows ?? []
    },
    waiting: async () => {
      const rows = await ask(
        (db) => db<{ digest: Digest; request: string }[]>`SELECT digest, request FROM requests WHERE state = 'pending'`,
      )
      return (rows ?? []).map(({ digest, request }) => ({ digest, request: JSON.parse(request) }))
    },
    close: async () => {
      await tail.catch(() => {})
      await requester.close()
      await front.close()
      await sql.end({ timeout: 1 })
      await world.close()
      await directory.remove()
    },
  }
}
