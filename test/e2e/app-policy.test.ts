import { expect, test } from 'vitest'
import { usePlainPhone } from './plain-phone.ts'

// What the phone app says of the policy and of whom it trusts, and where it shows nothing at all.

const phone = usePlainPhone()
const { page, world, context } = phone

test('an app that comes from the relay says whom that makes it trust, before the sign-in and in the settings', async () => {
  const words = `This app comes from the relay itself, ${new URL(world().relayUrl).host}.`
  await page().goto(world().relayUrl)
  await page().getByText(words).waitFor()
  await phone.signIn()
  await page().getByRole('link', { name: 'Settings' }).click()
  await page().getByText(words).waitFor()
})

test('rules that the relay offers and that fail a check are refused, in words, and the last good ones stay', async () => {
  const offered = '**/v1/policy'
  await context().route(offered, async (route) => {
    const response = await route.fetch()
    const offer: { readonly jws: string } = await response.json()
    const [header, , signature] = offer.jws.split('.')
    await route.fulfill({ response, json: { ...offer, jws: `${header}.e30.${signature}` } })
  })
  await page().goto(world().relayUrl)
  await page().getByRole('alert').filter({ hasText: 'The signature of the policy is wrong.' }).waitFor()
  await page().getByText('It stays with version 1 of Acme.').waitFor()
  await page().getByRole('heading', { name: 'Waiting for you' }).waitFor()
  await context().unroute(offered)
})

test('rules that end soon are told, and after their end nothing can be approved', async () => {
  await page().clock.setFixedTime(Date.UTC(2099, 11, 18, 12))
  await page().goto(world().relayUrl)
  await page().getByText('The last day of Acme’s rules is December 31, 2099.').waitFor()
  await page().clock.setFixedTime(Date.UTC(2100, 0, 1))
  await page().goto(world().relayUrl)
  await page().getByRole('heading', { name: 'The rules of Acme have ended' }).waitFor()
  await page().getByText('Everything that they protect stays held').waitFor()
  await page().getByRole('link', { name: 'Check a proof' }).click()
  await page().getByText('No file chosen yet').waitFor()
})

test('rules that end while the app is open end it, too', async () => {
  const until = Date.UTC(2100, 0, 1)
  const other = await context().newPage()
  await other.clock.install({ time: until - 60_000 })
  await other.goto(world().relayUrl)
  await other.getByText('The last day of Acme’s rules').waitFor()
  await other.clock.runFor(61_000)
  await other.getByRole('heading', { name: 'The rules of Acme have ended' }).waitFor()
  await other.close()
})

test('in a frame of another page the app shows nothing, with the relay’s headers and without', async () => {
  const outer = await context().newPage()
  await outer.setContent(`<iframe src="${world().relayUrl}/"></iframe>`)
  await expect.poll(() => outer.frames()[1]?.url()).toBe('chrome-error://chromewebdata/')
  await outer.route(`${world().relayUrl}/`, async (route) => {
    const response = await route.fetch()
    const { 'content-security-policy': _, ...headers } = response.headers()
    await route.fulfill({ response, headers })
  })
  const fault = outer.waitForEvent('pageerror')
  await outer.setContent(`<iframe src="${world().relayUrl}/"></iframe>`)
  expect((await fault).message).toContain('does not run in a frame')
  expect(await outer.frameLocator('iframe').locator('#app').innerHTML()).toBe('')
  await outer.close()
})
