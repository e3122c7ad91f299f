import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { generateEmergencyKey } from '../../server/src/cli/emergency-key.ts'
import { countersign } from '../lab/relay/command-line.ts'
import { clickPanel } from '../lab/stage/panel.ts'
import { signInFromPopup, signInRequester } from '../lab/stage/requester.ts'
import { killWorker } from './kill-worker.ts'
import { lifeRoutes, lifeRules } from './life-rules.ts'
import { panelSays, patience, useScene } from './scene.ts'

// Where nobody can sign in any more to ask: who signed in last is who asks, and the record says of when that was.

const key = await generateEmergencyKey('p-256')
const scene = useScene({
  // No sign-in is ever young enough, but for the one request that it was made for.
  askMaxAge: '30s',
  groups: () => `emergency_keys: [{ id: safe, name: Second floor, key: ${JSON.stringify(key.publicJwk)} }]\n`,
  more: {
    routes: lifeRoutes,
    rules: (console) => `${lifeRules(console).trimEnd()}\n    emergency: { keys: [safe], quorum: 1 }\n`,
  },
})
const calls = () => scene.world().console.calls

beforeAll(async () => {
  await writeFile(join(scene.directory(), 'policy.jws'), scene.world().signed.jws)
  await writeFile(join(scene.directory(), 'policy-key.jwk'), JSON.stringify(scene.world().signed.publicKey))
  await writeFile(join(scene.directory(), 'safe.jwk'), JSON.stringify(key.privateJwk))
})

async function tryDelete(): Promise<Page> {
  const page = await scene.open('/users')
  await page.evaluate(() => void fetch('/life/things/old', { method: 'DELETE' }))
  return page
}

test('the request stays held, the last sign-in says who asks, and a key releases it', async () => {
  const { restartIdp, restartRelay } = scene.world()
  await restartRelay(() =>
    restartIdp(async () => {
      const page = await tryDelete()
      await panelSays(page, 'Nobody can be asked now')
      const opened = scene.requester().context.waitForEvent('page')
      await clickPanel(page, 'Use an emergency key…')
      const desk = await opened
      const downloading = desk.waitForEvent('download')
      await desk.getByRole('link', { name: 'Download the file' }).click()
      const file = join(scene.directory(), 'request.json')
      await (await downloading).saveAs(file)
      const at = (name: string) => join(scene.directory(), name)
      const paths = ['--key', at('safe.jwk'), '--policy', at('policy.jws'), '--policy-key', at('policy-key.jwk')]
      const signed = await countersign(['emergency', 'sign', file, ...paths, '--reason', 'Nobody can sign in', '--yes'])
      await desk.getByLabel('The signed line').fill(signed.stdout.trim())
      await desk.getByRole('button', { name: 'Release it' }).click()
      await panelSays(page, 'Released without approval')
      expect(calls()).toHaveLength(1)
    }),
  )
  await killWorker(scene.requester())
  await scene.open('/users')
  const { client } = scene.approver().device
  const read = async () => (await client.call('listRequests', { query: { which: 'to-review' } })).requests
  await expect.poll(async () => (await read()).length, patience).toBe(1)
  const [view] = await read()
  expect(view?.request.requester.name).toBe('Requester')
})

test('where it was only the sign-in that did not end, signing in goes on with the same request', async () => {
  const pages: Page[] = []
  await scene.world().restartIdp(async () => {
    const page = await tryDelete()
    await panelSays(page, 'Nobody can be asked now')
    pages.push(page)
  })
  const [page] = pages
  if (page === undefined) throw new Error('The page is open.')
  await clickPanel(page, 'Sign in')
  await signInRequester(scene.requester().context)
  await panelSays(page, 'Waiting for approval')
  await scene.approver().approve(await scene.waiting())
  await panelSays(page, 'Approved by')
  expect(calls()).toHaveLength(1)
  await page.close()
})

test('who has signed out is nobody: then there is no way by a key either', async () => {
  const popup = await scene.requester().context.newPage()
  await popup.goto(new URL('/src/popup/popup.html', (await scene.requester().worker()).url()).href)
  await popup.getByRole('button', { name: 'Sign out' }).click()
  await popup.getByRole('button', { name: /Sign in/ }).waitFor()
  await popup.close()
  await scene.world().restartIdp(async () => {
    const page = await tryDelete()
    await panelSays(page, 'Not signed in')
    expect(calls()).toHaveLength(0)
    await page.close()
  })
  await signInFromPopup(scene.requester(), 'requester')
})
