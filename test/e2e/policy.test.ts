import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Policy } from '@countersign/shared/policy'
import { jcs, signHandover, signPolicy } from '@countersign/shared/protocol'
import { type CryptoKey, calculateJwkThumbprint, importJWK, type JWK } from 'jose'
import type { Page } from 'playwright-core'
import postgres from 'postgres'
import { afterEach, expect, test } from 'vitest'
import { generatePolicyKey } from '../../server/src/policy/keygen.ts'
import { readPolicySource } from '../../server/src/policy/read-source.ts'
import { demoPolicyKey } from '../lab/policy/signed-policy.ts'
import { readPanel } from '../lab/stage/panel.ts'
import { panelSays, patience, useScene } from './scene.ts'

const scene = useScene()
const calls = () => scene.world().console.calls

let database: ReturnType<typeof postgres> | undefined
const sql = () => {
  database ??= postgres(scene.world().relay().databaseUrl, { max: 1 })
  return database
}
// The relay's own database stops with it.
afterEach(async () => {
  await database?.end()
  database = undefined
})

test('somebody proposes the next policy, another approves it, and what is held changes at once', async () => {
  const options = await openOptions()
  await options.getByLabel('Compiled policy').setInputFiles(asFile(await withoutUsers(2)))
  await options.getByText('delete-user', { exact: true }).last().waitFor()
  await options.getByLabel(/Why it is needed/).fill('Users are deleted elsewhere now')
  await options.getByRole('button', { name: 'Ask for approval' }).click()
  await says(options, 'Waiting for approval')

  const view = await scene.waiting()
  expect(view.request.action).toMatchObject({ summary: 'Replace the policy by version 2', url: 'countersign:policy/2' })
  expect(view.request.context.reason).toBe('Users are deleted elsewhere now')
  await scene.approver().approve(view)
  await says(options, 'Version 2 of the policy counts from now on.')
  const { client } = scene.approver().device
  const { status } = await client.call('readRequest', { params: { id: view.request.id } })
  expect(status).toMatchObject({ state: 'released', outcome: { outcome: { kind: 'in_force', version: 2 } } })
  await options.close()

  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-101] [data-action=delete]').click()
  await expect.poll(() => calls().length, patience).toBe(1)
  expect(await readPanel(page)).toBe('')
  await page.close()
})

test('a relay that goes back to an older policy is refused; popup, options, panel and log say so', async () => {
  const [kept] = await sql()`DELETE FROM policies WHERE version = 2 RETURNING *`
  await restart()
  const options = await openOptions()
  await options.getByRole('button', { name: 'Ask for a newer policy' }).click()
  await says(options, 'The policy is older than the one in force. Version 2 stays in force.')
  const popup = await openPage('popup')
  await says(popup, 'Version 2 stays in force.')
  await popup.close()

  const page = await scene.open('/keys/')
  await page.locator('html[data-worker=ready]').waitFor()
  await page.locator('tr[data-row] [data-action=delete]').first().click()
  await panelSays(page, 'Version 2 stays in force.')
  await page.close()
  await expect.poll(loggedRefusals, patience).toEqual([{ code: 'policy_rolled_back', version: 1 }])

  await sql()`INSERT INTO policies ${sql()(kept ?? {})}`
  await restart()
  await options.getByRole('button', { name: 'Ask for a newer policy' }).click()
  await expect.poll(() => options.locator('.page__warning').count(), patience).toBe(0)
  await options.close()
})

test('the key hands over while something is held: it is released under the old policy and the new one', async () => {
  const page = await scene.open('/keys/')
  await page.locator('html[data-worker=ready]').waitFor()
  await page.locator('tr[data-row] [data-action=delete]').first().click()
  const view = await scene.waiting()
  const { fingerprint, jws } = await rotated(await demoAt(3))
  await writeFile(scene.world().signed.policyFile, jws)
  await restart()
  const options = await openOptions()
  await says(options, 'version 3')
  await says(options, fingerprint)
  await scene.approver().approve(view)
  await panelSays(page, 'Done')
  expect(calls()).toHaveLength(1)
  await page.close()

  const users = await scene.open('/users')
  await users.locator('tr[data-row=u-102] [data-action=delete]').click()
  await panelSays(users, 'Waiting for approval')
  expect(calls()).toHaveLength(1)
  await users.close()
  await options.close()
})

/** Restarts the relay; connections to its database end before. */
async function restart(): Promise<void> {
  await database?.end()
  database = undefined
  await scene.world().restartRelay()
}

async function openPage(name: 'popup' | 'options'): Promise<Page> {
  const worker = await scene.requester().worker()
  const page = await scene.requester().context.newPage()
  await page.goto(new URL(`/src/${name}/${name}.html`, worker.url()).href)
  return page
}

const openOptions = () => openPage('options')

async function says(page: Page, words: string): Promise<void> {
  await page.getByText(words).first().waitFor()
}

async function loggedRefusals(): Promise<unknown> {
  const rows = await sql()<{ leaf: string }[]>`SELECT leaf FROM entries WHERE leaf LIKE '%"policy.refused"%'`
  return rows.map(({ leaf }) => {
    const { holder } = JSON.parse(leaf)
    return { code: holder.code, version: holder.version }
  })
}

/** The demo's policy as another version. */
async function demoAt(version: number): Promise<Policy> {
  const source = await readFile(join(scene.directory(), 'policy/policy.yaml'), 'utf8')
  return readPolicySource('policy.yaml', source.replace('version: 1', `version: ${version}`))
}

async function withoutUsers(version: number): Promise<Policy> {
  const policy = await demoAt(version)
  return { ...policy, rules: policy.rules.filter(({ id }) => id !== 'delete-user') }
}

function asFile(policy: Policy) {
  return { name: 'policy.json', mimeType: 'application/json', buffer: Buffer.from(jcs(policy)) }
}

/** A policy of a new key that the demo's has handed over to. */
async function rotated(policy: Policy): Promise<{ jws: string; fingerprint: string }> {
  const old = await demoPolicyKey(join(scene.directory(), 'policy'))
  const { privateJwk, publicJwk } = await generatePolicyKey()
  const handover = await signHandover(await privateKey(old), scene.world().signed.publicKey, publicJwk)
  const jws = await signPolicy(policy, await privateKey(privateJwk), publicJwk, [handover])
  return { jws, fingerprint: await calculateJwkThumbprint(publicJwk) }
}

async function privateKey(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, 'ES256')
  if (key instanceof Uint8Array) throw new TypeError('An EC key is imported as a CryptoKey.')
  return key
}
