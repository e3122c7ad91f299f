import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { RequestView } from '@countersign/shared/api'
import { type Browser, chromium, type Page } from 'playwright-core'
import postgres from 'postgres'
import { afterAll, beforeAll, expect } from 'vitest'
import { findChromium } from '../lab/browser/find-chromium.ts'
import { type ScriptedApprover, signInApprover } from '../lab/stage/approver-script.ts'
import { freePort } from '../lab/stage/free-port.ts'
import { type RequesterBrowser, signInFromPopup, startRequester } from '../lab/stage/requester.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld, type World } from '../lab/stage/world.ts'
import type { InstalledConsoles } from './install.ts'
import type { RunningProgram } from './program.ts'
import type { RealConsole } from './real-console.ts'

/** Every console running, all of them protected by one policy, and two browsers: with the extension and without. */
export type ConsoleScene = {
  readonly of: (console: RealConsole) => { readonly origin: string; readonly program: RunningProgram }
  /** A page of the admin's browser. */
  readonly protectedPage: () => Promise<Page>
  /** A page of a browser without the extension. */
  readonly plainPage: () => Promise<Page>
  readonly approver: () => ScriptedApprover
  /** The one request that waits for the approver. */
  readonly waiting: () => Promise<RequestView>
}

export function useConsoleScene(installed: InstalledConsoles, consoles: readonly RealConsole[]): ConsoleScene {
  let directory: Temporary
  let world: World
  let requester: RequesterBrowser
  let plain: Browser
  let approver: ScriptedApprover
  const running = new Map<RealConsole, { origin: string; program: RunningProgram }>()

  beforeAll(async () => {
    if (installed.kind === 'missing') return
    directory = await temporaryDirectory()
    const found = await findChromium(() => {})
    if (found.kind !== 'found') throw new Error(found.sentence)
    const { executablePath } = found
    const places = await Promise.all(consoles.map(async (console) => ({ console, port: await freePort() })))
    const originOf = (port: number) => `http://127.0.0.1:${port}`
    const firstRules = () => places.map(({ console, port }) => console.rules(originOf(port))).join('')
    world = await startWorld({ directory: directory.path, firstRules })
    const started = places.map(async ({ console, port }) => {
      const own = join(directory.path, console.package.name)
      await mkdir(own)
      const databaseUrl = await makeDatabase(world.relay().databaseUrl, console.package.name)
      const origin = originOf(port)
      const place = { origin, port, directory: own, packages: installed.packages, databaseUrl }
      running.set(console, { origin, program: await console.start(place) })
    })
    approver = await signInApprover(world, 'approver-1')
    requester = await startRequester(world, { executablePath, directory: directory.path, args: withoutInternet })
    await signInFromPopup(requester, 'requester')
    plain = await chromium.launch({ executablePath, args: withoutInternet, chromiumSandbox: process.getuid?.() !== 0 })
    await Promise.all(started)
  })

  afterAll(async () => {
    await Promise.all([requester?.close(), plain?.close()])
    await Promise.all([...running.values()].map(({ program }) => program.close()))
    await world?.close()
    await directory?.remove()
  })

  return {
    of: (console) => {
      const one = running.get(console)
      if (one === undefined) throw new Error(`${console.name} does not run.`)
      return one
    },
    protectedPage: () => requester.context.newPage(),
    plainPage: () => plain.newPage({ viewport: { width: 1280, height: 800 } }),
    approver: () => approver,
    waiting: async () => {
      await expect.poll(async () => (await approver.pending()).length, patience).toBe(1)
      const [view] = await approver.pending()
      if (view === undefined) throw new Error('Nothing waits.')
      return view
    },
  }
}

const patience = { timeout: 15_000, interval: 50 } as const

/** The consoles ask for fonts and news from elsewhere; that must not decide how long a page takes. */
const withoutInternet = ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1']

/** A database for a console in the relay's PostgreSQL. */
async function makeDatabase(relayUrl: string, name: string): Promise<string> {
  const sql = postgres(relayUrl, { max: 1 })
  const database = `console_${name.replaceAll(/\W/g, '_')}`
  await sql`CREATE DATABASE ${sql(database)}`
  await sql.end()
  return Object.assign(new URL(relayUrl), { pathname: `/${database}` }).href
}
