import { expect, test } from 'vitest'
import type { DemoOrigins } from '../lab/policy/demo-policy.ts'
import { askToDelete, signInRequester } from '../lab/relay/run-once.ts'
import { usePlainPhone } from './plain-phone.ts'

const dayFromNow = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

const phone = usePlainPhone({
  groups: ({ issuer }: DemoOrigins) => {
    const account = (subject: string) => `{ issuer: "${issuer}", subject: ${subject} }`
    return `groups:
  guards: { people: [${account('E-1004')}] }
delegates:
  - { from: ${account('E-1004')}, to: ${account('E-1002')}, since: ${dayFromNow(-1)}, until: ${dayFromNow(1)} }
`
  },
  firstRules: ({ console }: DemoOrigins) => `  - id: delete-by-guards
    console: Acme Admin
    match: { method: DELETE, url: "${console}/api/users/u-104" }
    summary: "Delete user 104"
    approvers: { group: guards }
`,
})
const { page, world } = phone

test('the card says in whose place somebody is asked, and says nothing of it where they are asked themselves', async () => {
  const requester = await signInRequester(world())
  await phone.signIn()
  const cardOf = async (user: string) => {
    const { request } = await askToDelete(world(), requester, { user })
    await page().goto(`${world().relayUrl}/r/${request.id}`)
    await page().getByRole('button', { name: 'Approve with Acme SSO' }).waitFor()
    return page().getByRole('article').textContent()
  }
  expect(await cardOf('u-104')).toContain('You decide in the place of E-1004')
  expect(await cardOf('u-103')).not.toContain('in the place')
})
