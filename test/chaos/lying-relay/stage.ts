import type { Page } from 'playwright-core'
import { findChromium } from '../../lab/browser/find-chromium.ts'
import { freePort } from '../../lab/stage/free-port.ts'
import { type RequesterBrowser, signInFromPopup, startRequester } from '../../lab/stage/requester.ts'
import { type Temporary, temporaryDirectory } from '../../lab/stage/temporary-directory.ts'
import { startWorld, type World } from '../../lab/stage/world.ts'
import { type Front, startFront } from './holder/front.ts'
import { type People, signInPeople } from './people.ts'
import { rulesFor } from './rules.ts'

/** Everything that a run needs: the relay behind its lying front, a signed-in admin's browser, people who decide. */
export type Stage = {
  readonly world: World
  readonly front: Front
  readonly people: People
  readonly requester: RequesterBrowser
  readonly directory: string
  /** The extension asks the relay for its policy, as it does every five minutes. */
  readonly refreshPolicy: () => Promise<void>
  /** A page of the console with nothing held in it; given back after use. */
  readonly takePage: () => Promise<Page>
  readonly giveBack: (page: Page) => void
  readonly close: () => Promise<void>
}

/** How many requests are held at the same time. */
export const atOnce = 16

/** The relay lies from the first moment on: it gives the requester somebody else's name. */
const somebodyElse = { subject: 'lead', person: 'E-1005', email: 'lead@acme.example', name: 'Lead' }

export async function setStage(): Promise<Stage> {
  const directory = await temporaryDirectory()
  const chromium = await findChromium(() => {})
  if (chromium.kind !== 'found') throw new Error(chromium.sentence)
  const [relayPort, frontPort] = [await freePort(), await freePort()]
  const front = await startFront({
    port: frontPort,
    relay: `http://127.0.0.1:${relayPort}`,
    signedIn: (answer) => ({ ...answer, ...renamed(answer) }),
  })
  const world = await startWorld({
    directory: directory.path,
    publicUrl: `http://127.0.0.1:${frontPort}`,
    ports: { relay: relayPort, idp: 0, console: 0, api: 0 },
    settings: { COUNTERSIGN_ASK_LIMIT: '10000' },
    version: 2,
    firstRules: rulesFor,
  })
  const people = await signInPeople(world)
  const built = process.env['EXTENSION']
  const requester = await startRequester(world, {
    executablePath: chromium.executablePath,
    directory: directory.path,
    ...(built === undefined ? {} : { built }),
  })
  await signInFromPopup(requester, 'requester')
  const options = await optionsPage(requester)
  const pages = makePages(requester, world)
  // The console's session begins with one page, not with many at once.
  pages.giveBack(await pages.takePage())
  return {
    world,
    front,
    people,
    requester,
    directory: directory.path,
    refreshPolicy: () => options.evaluate(() => chrome.runtime.sendMessage('refresh')),
    ...pages,
    close: () => closeAll(requester, world, front, directory),
  }
}

function renamed(answer: object): object {
  return 'identity' in answer ? { identity: { ...Object(answer.identity), ...somebodyElse } } : {}
}

async function optionsPage({ context, worker }: RequesterBrowser): Promise<Page> {
  const page = await context.newPage()
  await page.goto(new URL('/src/options/options.html', (await worker()).url()).href)
  return page
}

/** Pages are used again, loaded anew: what an earlier run showed is gone. */
function makePages({ context }: RequesterBrowser, world: World) {
  const free: Page[] = []
  return {
    takePage: async () => {
      const page = free.pop() ?? (await context.newPage())
      await page.goto(`${world.console.origin}/users`)
      return page
    },
    giveBack: (page: Page) => void free.push(page),
  }
}

async function closeAll(requester: RequesterBrowser, world: World, front: Front, directory: Temporary): Promise<void> {
  await requester.close()
  await front.close()
  await world.close()
  await directory.remove()
}
