import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeBase64url, sha256, signPolicy } from '@countersign/shared/protocol'
import type { FastifyInstance } from 'fastify'
import { importJWK } from 'jose'
import { expect, test } from 'vitest'
import { readPolicySource } from '../../server/src/policy/read-source.ts'
import { demoPolicyKey } from '../lab/policy/signed-policy.ts'
import { panelSays, patience, useScene } from './scene.ts'

// The relay's policy file changes while a browser is open. Neither of the two is restarted.

const scene = useScene({ more: { routes, rules: () => '' } })
const arrived = (path: string) => scene.world().console.calls.filter((call) => call.path.startsWith(path)).length

test('while something waits, a rule more holds at once, and what waits ends as it was asked', async () => {
  const page = await scene.open('/keys/')
  await page.locator('html[data-worker=ready]').waitFor()
  const other = await scene.open('/parts')
  await other.evaluate(remove)
  expect(arrived('/parts/')).toBe(1)
  const options = await scene.requester().context.newPage()
  await options.goto(new URL('/src/options/options.html', (await scene.requester().worker()).url()).href)
  await options.getByText('version 1, valid until').waitFor()

  await page.locator('tr[data-row] [data-action=delete]').first().click()
  const view = await scene.waiting()
  await give(2)
  await options.getByText('version 2, valid until').waitFor()
  await other.evaluate(() => void fetch('/parts/held', { method: 'DELETE' }))
  await panelSays(other, 'Waiting for approval')

  await scene.approver().approve(view)
  await panelSays(page, 'Done')
  expect(arrived('/keys/api/')).toBe(1)
  expect(arrived('/parts/held')).toBe(0)
  for (const open of [page, other, options]) await open.close()
  await expect.poll(async () => (await scene.approver().pending()).length, patience).toBe(0)
})

test('a browser that has not heard of the new policy asks under it all the same, and loses nothing', async () => {
  const page = await scene.open('/keys/')
  await page.locator('html[data-worker=ready]').waitFor()
  const digest = await give(3)
  await page.locator('tr[data-row] [data-action=delete]').first().click()
  const view = await scene.waiting()
  expect(view.request.policy).toBe(digest)
  await scene.approver().approve(view)
  await panelSays(page, 'Done')
  expect(arrived('/keys/api/')).toBe(1)
  await page.close()
})

/** The demo's policy with a rule more, renamed over the file that the relay was started with. */
async function give(version: number): Promise<string> {
  const { signed, console, relayUrl } = scene.world()
  const source = await readFile(join(scene.directory(), 'policy/policy.yaml'), 'utf8')
  const rule = `rules:
  - id: delete-part
    console: Acme Admin
    match: { method: DELETE, url: "${console.origin}/parts/:part" }
    summary: "Delete the part {part}"
    approvers: { when: "'platform-leads' in approver.groups" }
`
  const text = source.replace(/^version: 1$/m, `version: ${version}`).replace(/^rules:\n/m, rule)
  const privateKey = await importJWK(await demoPolicyKey(join(scene.directory(), 'policy')), 'ES256')
  if (privateKey instanceof Uint8Array) throw new TypeError('An EC key is imported as a CryptoKey.')
  await writeFile(
    `${signed.policyFile}.next`,
    await signPolicy(readPolicySource('policy.yaml', text), privateKey, signed.publicKey),
  )
  await rename(`${signed.policyFile}.next`, signed.policyFile)
  const health = async () => (await fetch(`${relayUrl}/healthz`)).json()
  await expect.poll(health, patience).toEqual({ ok: true, policy: { version } })
  const { jws } = await (await fetch(`${relayUrl}/v1/policy`)).json()
  return sha256(decodeBase64url(jws.split('.')[1] ?? ''))
}

/** In the page: passes while no rule protects it. */
async function remove(): Promise<void> {
  await fetch('/parts/free', { method: 'DELETE' })
}

function routes(app: FastifyInstance): void {
  app.get('/parts', (_request, reply) => reply.type('text/html').send('<!doctype html><title>Parts</title>'))
  app.delete('/parts/:part', { config: { destructive: true } }, async () => ({ done: true }))
}
