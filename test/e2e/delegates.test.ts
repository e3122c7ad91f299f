import { expect, test } from 'vitest'
import type { DemoOrigins } from '../lab/policy/demo-policy.ts'
import { signEvidence } from '../lab/relay/scripted-request.ts'
import { signInApprover } from '../lab/stage/approver-script.ts'
import { panelSays, useScene } from './scene.ts'

const dayFromNow = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
const days = `since: ${dayFromNow(-1)}, until: ${dayFromNow(1)}`

// The security officer is away, and so is who asks.
const scene = useScene({
  groups: ({ issuer }: DemoOrigins) => {
    const account = (subject: string) => `{ issuer: "${issuer}", subject: ${subject} }`
    return `groups:
  guards: { people: [${account('E-1004')}] }
  leads: { people: [${account('E-1001')}, ${account('E-1002')}, ${account('E-1003')}] }
delegates:
  - { from: ${account('E-1004')}, to: ${account('E-1002')}, ${days} }
  - { from: ${account('E-1001')}, to: ${account('E-1003')}, ${days} }
`
  },
  firstRules: ({ console }: DemoOrigins) => `  - id: delete-by-guards
    console: Acme Admin
    match: { method: DELETE, url: "${console}/api/users/:user" }
    summary: "Delete user {user}"
    approvers: { group: guards }
  - id: delete-by-leads
    console: Acme Admin
    match: { method: DELETE, url: "${console}/api/webhooks/:webhook" }
    summary: "Delete webhook {webhook}"
    approvers: { group: leads }
`,
})
const calls = () => scene.world().console.calls

test('the delegate is asked, and approves in the place of who is away', async () => {
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-102] [data-action=delete]').click()
  const view = await scene.waiting()
  await scene.approver().approve(view)
  await panelSays(page, 'Done')
  expect(calls()).toHaveLength(1)
  await page.close()
})

test('the delegate of who asks is not asked, and approves nothing of it, though they might by themselves', async () => {
  const delegate = await signInApprover(scene.world(), 'approver-2')
  const page = await scene.open('/webhooks')
  await page.locator('[data-action=delete]').first().click()
  const view = await scene.waiting()
  expect(await delegate.pending()).toEqual([])

  const { issuer, appRedirect: redirectUri } = scene.world()
  const borrowed = await signEvidence({ issuer, redirectUri, username: 'approver-2', digest: view.status.digest })
  const { client } = scene.approver().device
  const smuggled = client.call('decide', { params: { id: view.request.id }, body: borrowed })
  await expect(smuggled).rejects.toMatchObject({ code: 'approver_is_delegate', status: 403 })
  expect(calls()).toHaveLength(0)

  await scene.approver().approve(view)
  await panelSays(page, 'Done')
  expect(calls()).toHaveLength(1)
  await page.close()
})
