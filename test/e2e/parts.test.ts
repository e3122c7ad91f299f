import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { signPolicy } from '@countersign/shared/protocol'
import { importJWK } from 'jose'
import { expect, test } from 'vitest'
import type { DemoOrigins } from '../lab/policy/demo-policy.ts'
import { demoPolicyKey } from '../lab/policy/signed-policy.ts'
import { signInApprover } from '../lab/stage/approver-script.ts'
import { readPanel } from '../lab/stage/panel.ts'
import { panelSays, useScene } from './scene.ts'

const leads = '{ name: Platform leads, group: platform-leads, quorum: "size(params.user) > 4 ? 2 : 1" }'

const scene = useScene({
  groups: ({ issuer }: DemoOrigins) => `groups:
  platform-leads: { issuer: "${issuer}", value: platform-leads }
  guards: { people: [{ issuer: "${issuer}", subject: E-1004 }, { issuer: "${issuer}", subject: E-1005 }] }
`,
  firstRules: ({ console }: DemoOrigins) => `  - id: delete-by-parts
    console: Acme Admin
    match: { method: DELETE, url: "${console}/api/users/:user" }
    summary: "Delete user {user}"
    approvers: { all: [${leads}, { name: Security, group: guards }] }
  - id: delete-by-nobody
    console: Acme Admin
    match: { method: DELETE, url: "${console}/api/webhooks/:webhook" }
    summary: "Delete webhook {webhook}"
    approvers: { group: platform-leads, quorum: "size(params.team) > 3 ? 2 : 1" }
`,
})
const calls = () => scene.world().console.calls

test('who is waited for is said by part, and at once where too few can be reached; each part has to be complete', async () => {
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-102] [data-action=delete]').click()
  const view = await scene.waiting()
  await panelSays(page, 'Platform leads 0 of 2 · Security 0 of 1')
  await panelSays(page, '1 of 2 can be reached for Platform leads. 0 of 1 can be reached for Security.')

  // Lead fits both parts, and is counted where they are needed.
  const [second, lead] = [
    await signInApprover(scene.world(), 'approver-2'),
    await signInApprover(scene.world(), 'lead'),
  ]
  await lead.approve(view)
  await panelSays(page, 'Platform leads 1 of 2 · Security 0 of 1')
  expect(await readPanel(page)).not.toContain('can be reached')
  await scene.approver().approve(view)
  await panelSays(page, 'Platform leads 2 of 2 · Security 0 of 1')
  expect(calls()).toHaveLength(0)
  await second.approve(view)
  await panelSays(page, 'Done')
  expect(calls()).toHaveLength(1)
  await page.close()
})

test('where it cannot be said how many are needed, nobody is asked', async () => {
  const page = await scene.open('/webhooks')
  await page.locator('[data-action=delete]').first().click()
  await panelSays(page, 'quorum_unknown')
  expect(await scene.approver().pending()).toEqual([])
  expect(calls()).toHaveLength(0)
  await page.close()
})

test('a newer policy that asks for one part more is asked by the holder, whatever the relay counted', async () => {
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-103] [data-action=delete]').click()
  const view = await scene.waiting()
  await comesIntoForce(2)
  for (const username of ['approver-1', 'approver-2', 'lead']) {
    await (await signInApprover(scene.world(), username)).approve(view)
  }
  await panelSays(page, 'quorum_missing')
  expect(calls()).toHaveLength(0)
  await page.close()
})

/** The same policy with one more part: a person of a list who has not approved. */
async function comesIntoForce(version: number): Promise<void> {
  const { signed, trusted, issuer, restartRelay } = scene.world()
  const { policy } = trusted
  const groups = [...policy.groups, { name: 'board', people: [{ issuer, subject: 'E-1004' }] }]
  const rules = policy.rules.map((rule) => {
    if (rule.approvers === undefined) return rule
    const { approvers } = rule
    const board = { name: 'Board', groups: ['board'], quorum: 1 }
    return { ...rule, approvers: { ...approvers, parts: [...approvers.parts, board] } }
  })
  const privateKey = await importJWK(await demoPolicyKey(join(scene.directory(), 'policy')), 'ES256')
  if (privateKey instanceof Uint8Array) throw new TypeError('An EC key is imported as a CryptoKey.')
  const jws = await signPolicy({ ...policy, version, groups, rules }, privateKey, signed.publicKey)
  await restartRelay(() => writeFile(signed.policyFile, jws))
  const options = await scene.requester().context.newPage()
  await options.goto(new URL('/src/options/options.html', (await scene.requester().worker()).url()).href)
  await options.getByRole('button', { name: 'Ask for a newer policy' }).click()
  await options.getByText(`version ${version}, valid until`).waitFor()
  await options.close()
}
