import { beforeAll, expect, test } from 'vitest'
import type { ScriptedDevice } from '../lab/relay/device.ts'
import { type Asking, askToDelete, jsonBody, signInRequester } from '../lab/relay/run-once.ts'
import { usePlainPhone } from './plain-phone.ts'

// The card names what it does not show. The demo's rule for users hides /admin_password.

const phone = usePlainPhone()
const { page, world } = phone
let requester: ScriptedDevice

beforeAll(async () => {
  requester = await signInRequester(world())
  await phone.signIn()
})

test('hidden fields and headers are named, and the rest is shown as it will be sent', async () => {
  const said = await cardFor({
    body: jsonBody('{"transfer_to": "archive", "admin_password": "c0rrect-h0rse"}'),
    headers: [
      ['Authorization', 'Bearer s3cret'],
      ['X-CSRF-Token', 't0ken'],
      ['X-Request', 'plain'],
    ],
  })
  expect(said).toContain('Hidden by your policy: /admin_password')
  expect(said).toContain('Hidden headers: authorization, x-csrf-token')
  expect(said).toContain('What is hidden here is sent all the same.')
  expect(said).toContain('"transfer_to": "archive"')
  expect(said).not.toMatch(/c0rrect-h0rse|s3cret|t0ken/)
})

test('so are those of a form with files', async () => {
  const entries = [
    { name: '/admin_password', value: 'c0rrect-h0rse' },
    { name: 'note', value: 'x' },
  ]
  const said = await cardFor({ body: { kind: 'form-data', entries } })
  expect(said).toContain('Hidden by your policy: /admin_password')
  expect(said).toContain('Content not shown: 14 bytes')
})

test('of a content that cannot be taken apart nothing is shown, and the card says so', async () => {
  const said = await cardFor({ body: jsonBody('{"admin_password": "c0rrect-h0rse"') })
  expect(said).toContain('Nothing of the content can be shown: your policy hides fields of it')
  expect(said).toContain('34 bytes of content')
  expect(said).not.toContain('c0rrect-h0rse')
})

test('where nothing is hidden, nothing is said of it', async () => {
  expect(await cardFor({})).not.toMatch(/hidden/i)
})

/** What the card of a request says. */
async function cardFor(asking: Asking): Promise<string> {
  const { request } = await askToDelete(world(), requester, asking)
  await page().goto(`${world().relayUrl}/r/${request.id}`)
  await page().getByRole('button', { name: 'Approve with Acme SSO' }).waitFor()
  const said = await page().getByRole('region', { name: 'The exact request' }).textContent()
  await requester.client.call('cancelRequest', { params: { id: request.id } })
  return said ?? ''
}
