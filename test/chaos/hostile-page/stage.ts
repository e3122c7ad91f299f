import postgres, { type Sql } from 'postgres'
import { findChromium } from '../../lab/browser/find-chromium.ts'
import { launchBrowser } from '../../lab/browser/launch.ts'
import { type RequesterBrowser, signInFromPopup, startRequester } from '../../lab/stage/requester.ts'
import { temporaryDirectory } from '../../lab/stage/temporary-directory.ts'
import { startWorld, type World } from '../../lab/stage/world.ts'
import { signInPeople } from '../lying-relay/people.ts'
import { startDeciding } from './decide.ts'
import { hostileRoutes, hostileRules } from './lab.ts'
import { type Lane, openLane } from './play.ts'
import type { Asked } from './truth.ts'

/** A console whose own pages are hostile, an admin's browser with the extension, and approvers who decide at once. */
export type Stage = {
  readonly world: World
  readonly requester: RequesterBrowser
  readonly lane: () => Promise<Lane>
  /** Everything that was ever asked for, when nothing waits any more. */
  readonly asked: () => Promise<readonly Asked[]>
  readonly close: () => Promise<void>
}

export async function setStage(): Promise<Stage> {
  const directory = await temporaryDirectory()
  const executablePath = await chromiumPath()
  const world = await startWorld({
    directory: directory.path,
    settings: { COUNTERSIGN_ASK_LIMIT: '10000' },
    more: { routes: hostileRoutes, rules: hostileRules },
  })
  const people = await signInPeople(world)
  const built = process.env['EXTENSION']
  const requester = await startRequester(world, {
    executablePath,
    directory: directory.path,
    ...(built === undefined ? {} : { built }),
  })
  await signInFromPopup(requester, 'requester')
  const sql = postgres(world.relay().databaseUrl, { max: 2, onnotice: () => {} })
  const deciders = startDeciding(sql, people)
  return {
    world,
    requester,
    lane: async () => openLane(await requester.context.newPage(), world.console.origin),
    asked: async () => {
      await deciders.stop()
      return readAsked(sql)
    },
    close: async () => {
      await requester.close()
      await deciders.stop()
      await sql.end()
      await world.close()
      await directory.remove()
    },
  }
}

/** The same hostile pages in a browser without any extension. */
export async function setBareStage(): Promise<Pick<Stage, 'world' | 'lane' | 'close'>> {
  const directory = await temporaryDirectory()
  const world = await startWorld({
    directory: directory.path,
    more: { routes: hostileRoutes, rules: hostileRules },
  })
  const context = await launchBrowser({
    executablePath: await chromiumPath(),
    profileDir: `${directory.path}/bare`,
    headless: true,
  })
  return {
    world,
    lane: async () => openLane(await context.newPage(), world.console.origin),
    close: async () => {
      await context.close()
      await world.close()
      await directory.remove()
    },
  }
}

async function chromiumPath(): Promise<string> {
  const chromium = await findChromium(() => {})
  if (chromium.kind !== 'found') throw new Error(chromium.sentence)
  return chromium.executablePath
}

async function readAsked(sql: Sql): Promise<readonly Asked[]> {
  const rows = await sql<(Omit<Asked, 'action'> & { request: string })[]>`
    SELECT request, approvals, state, outcome FROM requests`
  return rows.map(({ request, ...rest }) => ({ ...rest, action: JSON.parse(request).action }))
}
