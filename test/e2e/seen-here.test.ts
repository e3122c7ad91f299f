import { expect, test } from 'vitest'
import { type DemoOrigins, demoPolicy } from '../lab/policy/demo-policy.ts'
import { askToDelete, signInRequester } from '../lab/relay/run-once.ts'
import { usePlainPhone } from './plain-phone.ts'
import { panelSays, useScene } from './scene.ts'

// Who is elsewhere than a rule asks reads it before anything is lost: on the card before they sign in, in the panel at once.

const demanding = (who: 'requester' | 'approver') => (origins: DemoOrigins) =>
  demoPolicy(origins).replace(
    '- id: delete-user\n',
    `- id: delete-user\n    seen: { ${who}: "cidr(seen.ip, '10.0.0.0/8')" }\n`,
  )

const phone = usePlainPhone({ policy: demanding('approver') })
const scene = useScene({ policy: demanding('requester') })

test('the card says that it cannot be approved from here, looks again, and can be denied', async () => {
  const { page, world } = phone
  await phone.signIn()
  await askToDelete(world(), await signInRequester(world()))
  await page()
    .getByRole('link', { name: /Delete user u-104/ })
    .click()
  await page().getByText('does not let you approve this from where you are').waitFor()
  await page().getByText('You cannot approve it from here').waitFor()
  expect(await page().getByRole('button', { name: 'Approve with Acme SSO' }).isDisabled()).toBe(true)
  expect(await page().locator('.facts').first().textContent()).toContain('Place127.0.0.1')
  const read = page().waitForResponse((answer) => /\/v1\/requests\/[^/]+$/.test(answer.url()))
  await page().getByRole('button', { name: 'Look again' }).click()
  expect((await read).ok()).toBe(true)
  await page().getByRole('button', { name: 'Deny', exact: true }).click()
  await page().getByText('You denied').first().waitFor()
})

test('the panel says that it cannot be asked for from here, and nobody is asked', async () => {
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-104] [data-action=delete]').click()
  await panelSays(page, 'does not let this be asked for from where you are')
  expect(await scene.approver().pending()).toEqual([])
  expect(scene.world().console.calls).toHaveLength(0)
  await page.close()
})
