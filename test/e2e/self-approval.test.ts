import { expect, test } from 'vitest'
import { signEvidence } from '../lab/relay/scripted-request.ts'
import { signInApprover } from '../lab/stage/approver-script.ts'
import { clickPanel } from '../lab/stage/panel.ts'
import { panelSays, useScene } from './scene.ts'

// A lead may ask and may approve; the provider gives them another subject in each client.
const scene = useScene({ username: 'lead' })
const calls = () => scene.world().console.calls

test('nobody approves their own request, though the provider shows them as another subject', async () => {
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-102] [data-action=delete]').click()
  const view = await scene.waiting()
  const self = await signInApprover(scene.world(), 'lead')
  expect(await self.pending()).toEqual([])
  await expect(self.approve(view)).rejects.toMatchObject({ code: 'approver_is_requester', status: 403 })

  const { issuer, appRedirect: redirectUri } = scene.world()
  const borrowed = await signEvidence({ issuer, redirectUri, username: 'lead', digest: view.status.digest })
  const { client } = scene.approver().device
  const smuggled = client.call('decide', { params: { id: view.request.id }, body: borrowed })
  await expect(smuggled).rejects.toMatchObject({ code: 'approver_is_requester' })

  await clickPanel(page, 'Cancel')
  await panelSays(page, 'Cancelled')
  expect(calls()).toHaveLength(0)
  await page.close()
})
