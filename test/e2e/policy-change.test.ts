import { join } from 'node:path'
import { signPolicy } from '@countersign/shared/protocol'
import type { FastifyInstance } from 'fastify'
import { importJWK } from 'jose'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findChromium } from '../lab/browser/find-chromium.ts'
import { demoPolicyKey } from '../lab/policy/signed-policy.ts'
import { freePort } from '../lab/stage/free-port.ts'
import { type RequesterBrowser, signInFromPopup, startRequester } from '../lab/stage/requester.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld, type World } from '../lab/stage/world.ts'
import { type PolicyFront, startPolicyFront } from './policy-front.ts'
import { patience } from './scene.ts'

// Policies follow one another while two workers and a page send without a pause. Every version protects one address;
// every other one protects a second address, too.

const rounds = 6

let directory: Temporary
let world: World
let front: PolicyFront
let requester: RequesterBrowser
let page: Page
let options: Page

beforeAll(async () => {
  directory = await temporaryDirectory()
  const chromium = await findChromium(() => {})
  if (chromium.kind !== 'found') throw new Error(chromium.sentence)
  const [relay, port] = [await freePort(), await freePort()]
  front = await startPolicyFront(port, relay)
  const ports = { relay, idp: 0, console: 0, api: 0 }
  const publicUrl = `http://127.0.0.1:${port}`
  world = await startWorld({ directory: directory.path, publicUrl, ports, more: { routes, rules } })
  const { executablePath } = chromium
  requester = await startRequester(world, { executablePath, directory: directory.path })
  await signInFromPopup(requester, 'requester')
  options = await requester.context.newPage()
  await options.goto(new URL('/src/options/options.html', (await requester.worker()).url()).href)
  await options.getByText('version 1, valid until').waitFor()
  page = await requester.context.newPage()
  await page.goto(`${world.console.origin}/flood`)
})

afterAll(async () => {
  await requester?.close()
  await world?.close()
  await front?.close()
  await directory?.remove()
})

test(`nothing slips through while a policy that protects less or more comes into force, ${rounds} times each`, async () => {
  await allSay('blocked')
  for (let round = 1; round <= rounds; round += 1) {
    await comesIntoForce(2 * round, false)
    await allSay('passed')
    const flood = page.evaluate(floodUntilStopped)
    await comesIntoForce(2 * round + 1, true)
    const tight = Date.now()
    await allSay('blocked')
    const stopped = await flood
    expect(stopped.passed).toBeGreaterThan(0)
    const loose = Date.now()
    expect(sent('sometimes').filter((begun) => begun > tight && begun < loose)).toEqual([])
  }
  expect(sent('always')).toEqual([])
  // Each worker sends one after the other: between two changes there is no way back.
  const outcomes = Object.values(await page.evaluate(() => window.outcomes))
  expect(outcomes).toHaveLength(2)
  expect(outcomes.map(switches)).toEqual([2 * rounds, 2 * rounds])
})

type Outcome = 'passed' | 'blocked'

declare global {
  interface Window {
    outcomes: Record<'worker' | 'shared', Outcome[]>
  }
}

/** The page's own script, which the hook stands before: from its first request that does not pass, it is over. */
async function floodUntilStopped(): Promise<{ passed: number }> {
  for (let passed = 0; ; passed += 1) {
    const sent = fetch(`/flood/sometimes/${Date.now()}`, { method: 'DELETE' })
    const isThrough = await sent.then(
      () => true,
      () => false,
    )
    if (!isThrough) return { passed }
  }
}

async function comesIntoForce(version: number, isTight: boolean): Promise<void> {
  const { policy } = world.trusted
  const rules = policy.rules.filter(({ id }) => isTight || id !== 'flood-sometimes')
  const privateKey = await importJWK(await demoPolicyKey(join(directory.path, 'policy')), 'ES256')
  if (privateKey instanceof Uint8Array) throw new TypeError('An EC key is imported as a CryptoKey.')
  front.offer(await signPolicy({ ...policy, version, rules }, privateKey, world.signed.publicKey))
  await options.getByRole('button', { name: 'Ask for a newer policy' }).click()
  await options.getByText(`version ${version}, valid until`).waitFor()
}

/** Waits until both workers have heard the same three times in a row. */
async function allSay(outcome: Outcome): Promise<void> {
  const lately = () =>
    page.evaluate(() => [...window.outcomes.worker.slice(-3), ...window.outcomes.shared.slice(-3)].join())
  await expect.poll(lately, patience).toBe(Array(6).fill(outcome).join())
}

/** When each that arrived was begun. */
function sent(kind: 'always' | 'sometimes'): number[] {
  const paths = world.console.calls.map(({ path }) => path)
  return paths.filter((path) => path.startsWith(`/flood/${kind}/`)).map((path) => Number(path.split('/').at(-1)))
}

function switches(outcomes: readonly Outcome[]): number {
  return outcomes.filter((outcome, index) => index > 0 && outcome !== outcomes[index - 1]).length
}

function routes(app: FastifyInstance): void {
  app.get('/flood', (_request, reply) => reply.type('text/html').send(html))
  app.get('/flood/worker.js', (_request, reply) => reply.type('text/javascript').send(worker))
  app.get('/flood/shared.js', (_request, reply) => reply.type('text/javascript').send(shared))
  app.delete('/flood/:kind/:begun', { config: { destructive: true } }, async () => ({ done: true }))
}

const rules = (console: string) =>
  ['always', 'sometimes']
    .map(
      (kind) => `  - id: flood-${kind}
    console: Acme Admin
    match: { method: DELETE, url: "${console}/flood/${kind}/:begun" }
    summary: "Delete ${kind} {begun}"
    approvers: { when: "'platform-leads' in approver.groups" }
`,
    )
    .join('')

const flood = `
function remove(kind) {
  return fetch('/flood/' + kind + '/' + Date.now(), { method: 'DELETE' }).then(() => 'passed', () => 'blocked')
}

async function flood(tell) {
  for (;;) {
    await remove('always')
    tell(await remove('sometimes'))
  }
}
`

const worker = `${flood}
void flood((outcome) => postMessage(outcome))
`

const shared = `${flood}
addEventListener('connect', ({ ports: [port] }) => void flood((outcome) => port.postMessage(outcome)))
`

const html = `<!doctype html><title>Flood</title>
<script>
window.outcomes = { worker: [], shared: [] }
new Worker('/flood/worker.js').onmessage = ({ data }) => window.outcomes.worker.push(data)
window.sharedWorker = new SharedWorker('/flood/shared.js')
window.sharedWorker.port.onmessage = ({ data }) => window.outcomes.shared.push(data)
</script>`
