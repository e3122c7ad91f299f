import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { signPolicy } from '@countersign/shared/protocol'
import type { FastifyInstance } from 'fastify'
import { importJWK } from 'jose'
import type { BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { makeManagedBuild } from '../../extension/build/managed.ts'
import { findChromium } from '../lab/browser/find-chromium.ts'
import { launchBrowser } from '../lab/browser/launch.ts'
import { demoPolicyKey } from '../lab/policy/signed-policy.ts'
import { buildForWorld, firstWorker } from '../lab/stage/requester.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld, type World } from '../lab/stage/world.ts'
import { patience } from './scene.ts'

// A browser that starts with the tabs of last time: their pages send before any background lives.

const restarts = 5

let directory: Temporary
let world: World
let executablePath: string
/** Every load of the page, and the ordinary request that it sends after the protected ones. */
let seen: string[]

beforeAll(async () => {
  directory = await temporaryDirectory()
  const chromium = await findChromium(() => {})
  if (chromium.kind !== 'found') throw new Error(chromium.sentence)
  executablePath = chromium.executablePath
  world = await startWorld({ directory: directory.path, version: 2, more: { routes, rules } })
})

beforeEach(() => {
  world.console.reset()
  seen = []
})

afterAll(async () => {
  await world?.close()
  await directory?.remove()
})

test('the page sends what it can: without the extension it all arrives', async () => {
  const context = await start('without', [])
  await openPage(context)
  await context.close()
  const ways = world.console.calls.map(({ path }) => path.split('/').at(-1)).sort()
  expect(ways).toEqual(['fetch', 'frame', 'picture', 'sync', 'worker'])
})

test('nothing that the build protects gets out of restored tabs', async () => {
  await buildForWorld(world, join(directory.path, 'build'))
  await startAgainAndAgain('build')
})

test('nor what only a newer policy of the relay protects', async () => {
  const { trusted, signed, relayUrl: relay } = world
  const rules = trusted.policy.rules.filter(({ id }) => !id.startsWith('restored'))
  const privateKey = await importJWK(await demoPolicyKey(join(directory.path, 'policy')), 'ES256')
  if (privateKey instanceof Uint8Array) throw new TypeError('An EC key is imported as a CryptoKey.')
  const policy = await signPolicy({ ...trusted.policy, version: 1, rules }, privateKey, signed.publicKey)
  const anchor = { relay, policyKey: signed.publicKey, minVersion: 1 }
  await makeManagedBuild({ anchor, policy, browser: 'chromium', out: join(directory.path, 'older') })
  await startAgainAndAgain('older')
})

async function startAgainAndAgain(build: string): Promise<void> {
  let context = await start(build, [])
  const worker = await firstWorker(context)
  const rulesInForce = () => worker.evaluate(() => chrome.declarativeNetRequest.getDynamicRules())
  await expect.poll(async () => JSON.stringify(await rulesInForce()), patience).toContain('restored')
  await openPage(context)
  for (let round = 2; round <= restarts + 1; round += 1) {
    await expect.poll(() => isRemembered(build), patience).toBe(true)
    await context.close()
    context = await start(build, ['--restore-last-session'])
    // Nobody opens the page: it is there again by itself, and has sent all that it sends.
    await ordinaryOnes(round)
  }
  await context.close()
  expect(world.console.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([])
}

/** Whether the browser has written down that the page is open: it does so only some time after it was opened. */
async function isRemembered(build: string): Promise<boolean> {
  const sessions = join(`${join(directory.path, build)}-profile`, 'Default/Sessions')
  const names = await readdir(sessions).catch(() => [])
  const newest = names
    .filter((name) => name.startsWith('Session_'))
    .toSorted()
    .at(-1)
  return newest !== undefined && (await readFile(join(sessions, newest))).includes('/restored')
}

/** @param build directory of an extension; where there is none, the browser has none */
function start(build: string, args: readonly string[]): Promise<BrowserContext> {
  const extension = join(directory.path, build)
  return launchBrowser({
    executablePath,
    profileDir: `${extension}-profile`,
    headless: true,
    extensionDirs: existsSync(extension) ? [extension] : [],
    args,
  })
}

async function openPage(context: BrowserContext): Promise<void> {
  const page = await context.newPage()
  await page.goto(`${world.console.origin}/restored`)
  await ordinaryOnes(1)
}

async function ordinaryOnes(count: number): Promise<void> {
  await expect.poll(() => seen.filter((path) => path === '/restored/ordinary').length, patience).toBe(count)
  await expect.poll(() => seen.filter((path) => path === '/restored/ordinary/worker').length, patience).toBe(count)
}

function routes(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ url }) => void seen?.push(url))
  app.get('/restored', (_request, reply) => reply.type('text/html').send(html))
  app.get('/restored/worker.js', (_request, reply) => reply.type('text/javascript').send(worker))
  app.all('/restored/protected/*', { config: { destructive: true } }, async () => ({ done: true }))
  app.post('/restored/ordinary', async () => ({ done: true }))
  app.post('/restored/ordinary/worker', async () => ({ done: true }))
}

const rules = (console: string) => `  - id: restored
    console: Acme Admin
    match: { method: DELETE, url: "${console}/restored/protected/:way" }
    summary: "Delete {way}"
    approvers: { when: "'platform-leads' in approver.groups" }
  - id: restored-picture
    console: Acme Admin
    match: { method: GET, url: "${console}/restored/protected/:way" }
    summary: "Get {way}"
    approvers: { when: "'platform-leads' in approver.groups" }
`

const worker = `
fetch('/restored/protected/worker', { method: 'DELETE' }).catch(() => {})
  .then(() => fetch('/restored/ordinary/worker', { method: 'POST' }))
`

const html = `<!doctype html><title>Restored</title>
<img src="/restored/protected/picture" alt="">
<script>
fetch('/restored/protected/fetch', { method: 'DELETE' }).catch(() => {})
new Worker('/restored/worker.js')
const call = new XMLHttpRequest()
call.open('DELETE', '/restored/protected/sync', false)
try { call.send() } catch {}
const frame = document.createElement('iframe')
document.documentElement.append(frame)
frame.contentWindow.fetch('/restored/protected/frame', { method: 'DELETE' }).catch(() => {})
addEventListener('load', () => fetch('/restored/ordinary', { method: 'POST' }))
</script>`
