import { type Decision, signDeny } from '@countersign/shared/protocol'
import postgres from 'postgres'
import { afterAll, expect, test } from 'vitest'
import { signInApprover } from '../lab/stage/approver-script.ts'
import { panelSays, useScene } from './scene.ts'

const scene = useScene()
const calls = () => scene.world().console.calls
let database: ReturnType<typeof postgres> | undefined
const sql = () => {
  database ??= postgres(scene.world().relay().databaseUrl, { max: 1 })
  return database
}
afterAll(() => database?.end())

test('a database that says "approved" without evidence releases nothing, and the panel says which check failed', async () => {
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-102] [data-action=delete]').click()
  await panelSays(page, 'Waiting for approval')
  const { request } = await scene.waiting()
  await sayApproved(request.id)
  await panelSays(page, 'Not released')
  await panelSays(page, 'quorum_missing')
  await page.locator('tr[data-row=u-102] [data-message]').waitFor()
  expect(calls()).toHaveLength(0)
  await page.close()
})

test('nor does one that shows the evidence of another request', async () => {
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-101] [data-action=delete]').click()
  const first = await scene.waiting()
  const evidence = await scene.approver().sign(first)
  await scene.approver().deny(first)
  await panelSays(page, 'Denied')

  await page.locator('tr[data-row=u-102] [data-action=delete]').click()
  const { request } = await scene.waiting()
  await keep(request.id, 'somebody', evidence)
  await sayApproved(request.id)
  await panelSays(page, 'evidence_nonce_mismatch')
  expect(calls()).toHaveLength(0)
  await page.close()
})

test('nor does one that passes over a deny', async () => {
  const denier = await signInApprover(scene.world(), 'approver-2')
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-103] [data-action=delete]').click()
  const view = await scene.waiting()
  const { key, idToken, salt } = denier.device
  const jws = await signDeny(key, view.status.digest, 'Still in use')
  await keep(view.request.id, 'first', await scene.approver().sign(view))
  await keep(view.request.id, 'second', { decision: 'deny', id_token: idToken, salt, jws })
  await sayApproved(view.request.id)
  await panelSays(page, 'request_denied')
  expect(calls()).toHaveLength(0)
  await page.close()
})

/** What somebody with the database in their hands would write. */
async function sayApproved(id: string): Promise<void> {
  await sql()`UPDATE requests SET state = 'approved', approved = ${Date.now()} WHERE id = ${id}`
  await sql()`INSERT INTO entries (request, leaf) VALUES (${id}, '{}')`
}

async function keep(id: string, person: string, decision: Decision): Promise<void> {
  await sql()`
    INSERT INTO decisions (request, person, name, identity, decision, at)
    VALUES (${id}, ${person}, 'First approver', '{}', ${sql().json(decision)}, ${Date.now()})`
}
