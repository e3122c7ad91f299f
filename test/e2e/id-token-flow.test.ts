import { expect, test } from 'vitest'
import { signInAs } from '../lab/idp/person.ts'
import { type DemoOrigins, demoPolicy } from '../lab/policy/demo-policy.ts'
import { askToDelete, signInRequester } from '../lab/relay/run-once.ts'
import { usePlainPhone } from './plain-phone.ts'
import { panelSays, useScene } from './scene.ts'

// A provider whose token endpoint wants a secret, which neither a phone nor a browser can keep: the ID token comes in the
// answer itself (flow: id_token).

const policy = (origins: DemoOrigins) => demoPolicy(origins).replace('    members:', '    flow: id_token\n    members:')
const options = { policy, responseTypes: ['code', 'id_token'] } as const
const phone = usePlainPhone(options)
const scene = useScene(options)

test('on the phone the token comes behind the #, leaves the address at once, and counts as any other', async () => {
  const { page, world } = phone
  const endpoints: string[] = []
  page().on('request', (request) => endpoints.push(request.url().split('?')[0] ?? ''))
  const asked = page().waitForRequest((request) => request.url().startsWith(`${world().issuer}/auth?`))
  await phone.signIn()
  const { searchParams } = new URL((await asked).url())
  expect(searchParams.get('response_type')).toBe('id_token')
  expect(searchParams.get('response_mode')).toBe('fragment')
  expect(searchParams.has('code_challenge')).toBe(false)
  expect(page().url()).toBe(`${world().relayUrl}/`)

  await askToDelete(world(), await signInRequester(world()))
  await page()
    .getByRole('link', { name: /Delete user u-104/ })
    .click()
  await page().getByRole('button', { name: 'Approve with Acme SSO' }).click()
  await signInAs(page(), { username: 'approver-1' })
  await page().getByText('You approved').first().waitFor()
  expect(page().url()).not.toContain('#')
  expect(endpoints).not.toContain(`${world().issuer}/token`)
  expect(endpoints.filter((url) => url.includes('id_token'))).toEqual([])
})

test('an answer that somebody else made signs nobody in', async () => {
  const { page, world } = phone
  await page().goto(`${world().relayUrl}/settings`)
  await page().getByRole('button', { name: 'Sign out' }).click()
  await page().getByRole('button', { name: 'Sign in with Acme SSO' }).waitFor()
  await page().goto(`${world().relayUrl}/callback#id_token=a.b.c&state=unknown`)
  await page().getByText('was not started on this phone').waitFor()
  expect(page().url()).not.toContain('id_token')
})

test('who asks in the browser is signed in by it, too', async () => {
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-104] [data-action=delete]').click()
  await scene.approver().approve(await scene.waiting())
  await panelSays(page, 'Done')
  expect(scene.world().console.calls).toHaveLength(1)
  await page.close()
})
