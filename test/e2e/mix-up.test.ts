import { expect, test } from 'vitest'
import { useTwoProviders } from './two-provider-scene.ts'

// One of two providers is in an attacker's hands: it sends whoever comes to sign in on to the other, honest one, whose
// code then comes back as the attacker's own answer, and would be sent there to be redeemed (RFC 9207).

const scene = useTwoProviders()

const refusal = 'The sign-in was answered by another identity provider than the one that was asked.'
const honest = () => `${scene.world().issuer}/auth`

test('the phone sends the honest provider’s code nowhere', async () => {
  const phone = scene.phone()
  const codes = await scene.partner().misdirect(honest(), async () => {
    await phone.goto(scene.world().relayUrl)
    await phone.getByRole('button', { name: 'Sign in with Partner ID' }).click()
    await scene.signIn(phone, { at: 'Acme SSO', username: 'approver-1' })
    await phone.getByText(refusal).waitFor()
  })
  expect(codes).toEqual([])
})

test('nor does the extension', async () => {
  const { context, worker } = scene.requester()
  const popup = await context.newPage()
  const codes = await scene.partner().misdirect(honest(), async () => {
    await popup.goto(new URL('/src/popup/popup.html', (await worker()).url()).href)
    const opening = context.waitForEvent('page')
    await popup.getByRole('button', { name: 'Sign in with Partner ID' }).click()
    await scene.signIn(await opening, { at: 'Acme SSO', username: 'requester' })
    await popup.getByText(refusal).waitFor()
  })
  expect(codes).toEqual([])
  await popup.close()
})

test('an honest run afterwards goes through', async () => {
  await scene.approveAs({ at: 'Partner ID', username: 'approver@partner.example' })
  await scene.askAs({ at: 'Partner ID', username: 'requester@partner.example' })
})
