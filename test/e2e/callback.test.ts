import { type ChildProcess, spawn } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { builtDirectory } from '../../pwa/build/build.ts'
import { signInAs } from '../lab/idp/person.ts'
import { signDemoPolicy } from '../lab/policy/signed-policy.ts'
import { freePort } from '../lab/stage/free-port.ts'
import { usePlainPhone } from './plain-phone.ts'
import { patience } from './scene.ts'

// Where the code of a sign-in goes, and where not.

const phone = usePlainPhone()
const { page, world, context } = phone
let relay: ChildProcess | undefined

/** What arrives at the relay, by its own server's account. */
const seenByRelay: string[] = []
const note = (message: unknown) => {
  // Node's documentation of the channel.
  const { request: arrived } = message as { readonly request: IncomingMessage }
  if (`http://${arrived.headers.host}` === world().relayUrl) seenByRelay.push(arrived.url ?? '')
}

beforeAll(() => subscribe('http.server.request.start', note))
afterAll(() => {
  unsubscribe('http.server.request.start', note)
  relay?.kill()
})

test('at the very first sign-in the service worker takes the code in: the server sees none', async () => {
  const metadata = `${world().issuer}/.well-known/openid-configuration`
  await context().route(metadata, async (route) => {
    const response = await route.fetch()
    const { response_modes_supported: modes, ...rest } = await response.json()
    expect(modes).toContain('fragment')
    await route.fulfill({ response, json: { ...rest, response_modes_supported: ['query'] } })
  })
  await page().goto(world().relayUrl)
  expect(await signIn()).toBe('query')
  expect(seenByRelay).toContain('/')
  expect(seenByRelay.filter((url) => url.includes('code='))).toEqual([])
  await context().unroute(metadata)
})

test('where the provider can, the code comes behind the #, and leaves the address at once', async () => {
  await page().getByRole('link', { name: 'Settings' }).click()
  await page().getByRole('button', { name: 'Sign out' }).click()
  await context().clearCookies()
  expect(await signIn()).toBe('fragment')
  expect(seenByRelay.filter((url) => url.includes('code='))).toEqual([])
  expect(page().url()).toBe(`${world().relayUrl}/`)
})

test('every answer of the app’s host keeps its address to itself', async () => {
  for (const path of ['/', '/callback', '/verify', '/settings', '/sw.js', '/v1/policy', '/nothing-here']) {
    const answer = await fetch(world().relayUrl + path)
    expect([path, answer.headers.get('referrer-policy')]).toEqual([path, 'no-referrer'])
  }
})

test('the relay logs no code, however much it logs, and wherever somebody sends it', async () => {
  const { output, port } = await startLoudRelay()
  const code = 'c0de-that-must-not-be-logged'
  const paths = [
    '/callback',
    '/callback/',
    '/',
    '/r/x',
    '/v1/policy',
    '/v1/requests',
    '/v1/events',
    '/nothing-here',
    '/%E0%A4%A',
  ]
  for (const path of paths) await get(port, `${path}?code=${code}&state=s`)
  await get(port, `/callback?code=${code}&state=s`, { referer: `http://127.0.0.1:${port}/callback?code=${code}` })
  // A fault inside a call is what is told most of.
  await get(port, `/v1/policies/${code}?code=${code}`)
  relay?.kill()
  await expect.poll(() => relay?.exitCode ?? relay?.signalCode, patience).not.toBeNull()
  expect(output()).toContain('Server listening')
  expect(output()).not.toContain(code)
})

/** Signs in from the sign-in page; says which way the code was asked to come. */
async function signIn(): Promise<string> {
  const asked = page().waitForRequest((sent) => sent.url().startsWith(`${world().issuer}/auth?`))
  const [request] = await Promise.all([
    asked,
    page()
      .getByRole('button', { name: /Sign in/ })
      .click(),
  ])
  await signInAs(page(), { username: 'approver-1' })
  await page().getByRole('link', { name: 'Settings' }).waitFor()
  return new URL(request.url()).searchParams.get('response_mode') ?? 'query'
}

/** A relay of its own that logs all it can; what it says goes nowhere else. */
async function startLoudRelay() {
  const directory = join(phone.directory(), 'loud')
  const port = await freePort()
  const origins = { issuer: world().issuer, console: world().console.origin, consoleApi: world().console.apiOrigin }
  const { policyFile, keyFile } = await signDemoPolicy(join(directory, 'policy'), origins)
  const program = join(import.meta.dirname, '../../server/src/cli/main.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', program, 'serve'], {
    env: {
      ...process.env,
      DATABASE_URL: undefined,
      COUNTERSIGN_PUBLIC_URL: `http://127.0.0.1:${port}`,
      COUNTERSIGN_PORT: String(port),
      COUNTERSIGN_POLICY: policyFile,
      COUNTERSIGN_POLICY_KEY: keyFile,
      COUNTERSIGN_DATA: directory,
      COUNTERSIGN_APP_DIR: builtDirectory,
      COUNTERSIGN_LOG_LEVEL: 'trace',
    },
  })
  relay = child
  let said = ''
  child.stdout.on('data', (chunk) => (said += chunk))
  child.stderr.on('data', (chunk) => (said += chunk))
  await expect.poll(() => said, patience).toContain('Server listening')
  return { port, output: () => said }
}

/** By Node's own client, which sends a path as it is. */
function get(port: number, path: string, headers: Record<string, string> = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, path, headers }, (answer) => {
      answer.resume()
      answer.once('end', resolve)
    })
    call.once('error', reject)
    call.end()
  })
}
