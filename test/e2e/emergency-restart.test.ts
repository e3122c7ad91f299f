import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { generateEmergencyKey } from '../../server/src/cli/emergency-key.ts'
import { findChromium } from '../lab/browser/find-chromium.ts'
import { countersign } from '../lab/relay/command-line.ts'
import { signInApprover } from '../lab/stage/approver-script.ts'
import { clickPanel } from '../lab/stage/panel.ts'
import { type RequesterBrowser, signInFromPopup, startRequester } from '../lab/stage/requester.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld, type World } from '../lab/stage/world.ts'
import { lifeRoutes, lifeRules } from './life-rules.ts'
import { panelSays, patience } from './scene.ts'

// A browser that is closed before the relay is back, and opened again another day.

const key = await generateEmergencyKey('p-256')
let directory: Temporary
let world: World
let requester: RequesterBrowser
const at = (name: string) => join(directory.path, name)

async function openBrowser(): Promise<RequesterBrowser> {
  const chromium = await findChromium(() => {})
  if (chromium.kind !== 'found') throw new Error(chromium.sentence)
  return startRequester(world, { executablePath: chromium.executablePath, directory: directory.path })
}

beforeAll(async () => {
  directory = await temporaryDirectory()
  world = await startWorld({
    directory: directory.path,
    groups: () => `emergency_keys: [{ id: safe, name: Second floor, key: ${JSON.stringify(key.publicJwk)} }]\n`,
    more: {
      routes: lifeRoutes,
      rules: (console) => `${lifeRules(console).trimEnd()}\n    emergency: { keys: [safe], quorum: 1 }\n`,
    },
  })
  await writeFile(at('policy.jws'), world.signed.jws)
  await writeFile(at('policy-key.jwk'), JSON.stringify(world.signed.publicKey))
  await writeFile(at('safe.jwk'), JSON.stringify(key.privateJwk))
  requester = await openBrowser()
  await signInFromPopup(requester, 'requester')
})

afterAll(async () => {
  await requester?.close()
  await world?.close()
  await directory?.remove()
})

test('what keys released is reported by the next browser session, and sent by none', async () => {
  const approver = await signInApprover(world, 'approver-1')
  await world.restartRelay(async () => {
    const page = await requester.context.newPage()
    await page.goto(`${world.console.origin}/users`)
    await page.evaluate(() => void fetch('/life/things/kept', { method: 'DELETE' }))
    await panelSays(page, 'Use an emergency key…')
    const opened = requester.context.waitForEvent('page')
    await clickPanel(page, 'Use an emergency key…')
    const desk = await opened
    const downloading = desk.waitForEvent('download')
    await desk.getByRole('link', { name: 'Download the file' }).click()
    await (await downloading).saveAs(at('request.json'))
    const paths = ['--key', at('safe.jwk'), '--policy', at('policy.jws'), '--policy-key', at('policy-key.jwk')]
    const reason = ['--reason', 'The relay is down', '--yes']
    const { stdout } = await countersign(['emergency', 'sign', at('request.json'), ...paths, ...reason])
    await desk.getByLabel('The signed line').fill(stdout.trim())
    await desk.getByRole('button', { name: 'Release it' }).click()
    await panelSays(page, 'Released without approval')
    await requester.close()
  })
  requester = await openBrowser()
  // The provider knows them still, and asks nothing.
  const popup = await requester.context.newPage()
  await popup.goto(new URL('/src/popup/popup.html', (await requester.worker()).url()).href)
  await popup.getByRole('button', { name: /Sign in/ }).click()
  await popup.getByRole('button', { name: 'Sign out' }).waitFor()
  const { client } = approver.device
  const read = async () => (await client.call('listRequests', { query: { which: 'to-review' } })).requests
  await expect.poll(async () => (await read()).length, patience).toBe(1)
  const [view] = await read()
  expect(view?.status).toMatchObject({ state: 'released', outcome: { outcome: { kind: 'answered', status: 200 } } })
  expect(world.console.calls).toHaveLength(1)
})
