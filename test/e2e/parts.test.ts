import { expect, test } from 'vitest'
import type { DemoOrigins } from '../lab/policy/demo-policy.ts'
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
