import type { FastifyInstance } from 'fastify'
import type { Page } from 'playwright-core'
import { beforeEach, expect, test } from 'vitest'
import { builtDirectory } from '../../pwa/build/build.ts'
import { signInAs } from '../lab/idp/person.ts'
import { panelSays } from '../lab/stage/panel-says.ts'
import { usePhoneScene } from './phone-scene.ts'

// A console that saves its whole configuration: what is left out of it is deleted. The card says what that is.

const stored = { schedule: 'daily', folders: ['Ledger', 'Photos', 'Mail'], keys: [{ id: 'k1', days: 30, pin: '1234' }] }
const reads: { readonly kind: string; readonly header: string | undefined }[] = []
const scene = usePhoneScene({ appDirectory: builtDirectory, more: { routes, rules } })
const calls = () => scene.world().console.calls

beforeEach(() => {
  reads.length = 0
})

function routes(app: FastifyInstance): void {
  app.get('/bare', (_request, reply) => reply.type('text/html').send('<!doctype html><title>Backup</title><p>Backup'))
  app.get<{ Params: { kind: string } }>('/settings/of/:kind', (request, reply) => {
    const { kind } = request.params
    const { authorization: header } = request.headers
    reads.push({ kind, header })
    if (kind === 'page') return reply.type('text/html').send('<!doctype html>Sign in')
    if (kind === 'large') return reply.send({ folders: ['x'.repeat(70_000)] })
    return header === 'Bearer page' ? reply.send(stored) : reply.code(401).send({})
  })
  for (const path of ['/settings/of/:kind', '/settings/plain']) {
    app.put(path, { config: { destructive: true } }, () => ({ saved: true }))
  }
}

function rules(origin: string): string {
  const rule = (id: string, path: string, more: string) => `  - id: ${id}
    console: Backup
    match: { method: PUT, url: "${origin}${path}" }
    summary: "Save the settings"
    approvers: { when: "'platform-leads' in approver.groups" }
    ${more}
`
  return (
    rule('keep-plain', '/settings/plain', 'number: off') +
    rule('keep-compared', '/settings/of/:kind', 'compare: true\n    redact: [/keys/0/pin]')
  )
}

/** A click on Save, on a page that says who it is by a header. */
async function save(kind: string, body: object): Promise<{ readonly page: Page; readonly answered: Promise<number> }> {
  const page = await scene.requester().context.newPage()
  await page.goto(`${scene.world().console.origin}/bare`)
  const answered = page.evaluate(
    async ([to, text]) => {
      const headers = { authorization: 'Bearer page', 'content-type': 'application/json' }
      return (await fetch(to, { method: 'PUT', headers, body: text })).status
    },
    [`/settings/${kind}`, JSON.stringify(body)] as const,
  )
  await panelSays(page, 'Waiting for approval')
  return { page, answered }
}

/** The card of the one request that waits. */
async function card(): Promise<Page> {
  const phone = scene.phone().page()
  await openFirst(phone)
  await phone.getByRole('button', { name: 'Approve with Acme SSO' }).waitFor()
  return phone
}

async function openFirst(phone: Page): Promise<void> {
  await phone.goto(scene.world().appUrl)
  await phone
    .getByRole('link', { name: /Save the settings/ })
    .first()
    .click()
}

/** What the card says under this heading. */
const changes = async (phone: Page) => phone.getByRole('region', { name: 'What changes' }).textContent()

async function deny(phone: Page, answered: Promise<number>): Promise<void> {
  const refused = expect(answered).rejects.toThrow()
  await phone.getByRole('button', { name: 'Deny' }).click()
  await phone.getByText('Denied').first().waitFor()
  await refused
}

test('the card says what a save leaves out and changes, by what stood there a moment ago', async () => {
  const next = { ...stored, folders: ['Ledger', 'Mail'], keys: [{ id: 'k1', days: 1, pin: '1234' }] }
  const { page, answered } = await save('of/main', next)
  expect(reads).toEqual([{ kind: 'main', header: 'Bearer page' }])
  const phone = await card()
  const said = await changes(phone)
  expect(said).toMatch(/Removed \/folders\/1\s*"Photos"/)
  expect(said).toMatch(/Changed \/keys\/0\/days\s*from\s*30\s*to\s*1/)
  expect(said).toContain('Compared with what stood there when it was held, as their browser says.')
  expect(said).toContain('What is hidden may change, too.')
  // What the rule hides is hidden in what stood there, too.
  expect(await phone.getByRole('article').textContent()).not.toContain('1234')

  await phone.getByRole('button', { name: 'Approve with Acme SSO' }).click()
  await signInAs(phone, { username: 'approver-1' })
  expect(await answered).toBe(200)
  expect(calls()).toHaveLength(1)
  expect(reads).toHaveLength(1)
  await phone.getByText('The console answered 200').waitFor()
  expect(await changes(phone)).toContain('Photos')
  await page.close()
})

test('a save that changes nothing says so', async () => {
  const { page, answered } = await save('of/main', stored)
  const phone = await card()
  expect(await changes(phone)).toContain('Nothing: the same stands there already.')
  await deny(phone, answered)
  await page.close()
})

test.each(['of/page', 'of/large'])(
  'where what stands there cannot be compared (%s) the card says that nobody can tell',
  async (kind) => {
    const { page, answered } = await save(kind, stored)
    expect(reads).toHaveLength(1)
    const phone = await card()
    expect(await changes(phone)).toContain('It could not be read what stands there now, so nobody can say.')
    await deny(phone, answered)
    await page.close()
  },
)

test('a rule that does not compare reads nothing', async () => {
  const { page, answered } = await save('plain', { folders: [] })
  const phone = await card()
  expect(await phone.getByRole('region', { name: 'What changes' }).count()).toBe(0)
  expect(reads).toEqual([])
  await deny(phone, answered)
  await page.close()
})

test('a relay that tells something else of what stood there, or keeps it, gets nothing shown', async () => {
  const { page, answered } = await save('of/main', { ...stored, folders: [] })
  const phone = scene.phone().page()
  let lie: (view: Record<string, unknown>) => void = () => {}
  await phone.route(/\/v1\/requests\/[^/?]+$/, async (route) => {
    const answer = await route.fetch()
    const view = await answer.json()
    lie(view)
    await route.fulfill({ response: answer, json: view })
  })
  await openFirst(phone)
  await phone.getByRole('button', { name: 'Approve with Acme SSO' }).waitFor()

  lie = (view) => {
    view['before'] = Buffer.from(JSON.stringify({ ...stored, folders: [] })).toString('base64url')
  }
  await phone.reload()
  await phone.getByText('What stood there before is not what the browser read.').waitFor()
  expect(await phone.getByRole('button', { name: /Approve/ }).count()).toBe(0)

  lie = (view) => {
    delete view['before']
  }
  await phone.reload()
  await phone.getByText('What stood there before is missing.').waitFor()
  expect(await phone.getByRole('button', { name: /Approve/ }).count()).toBe(0)

  await phone.unroute(/\/v1\/requests\/[^/?]+$/)
  await phone.reload()
  await deny(phone, answered)
  await page.close()
})
