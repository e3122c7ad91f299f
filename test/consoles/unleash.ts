import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { startProgram } from './program.ts'
import type { RealConsole } from './real-console.ts'

const password = 'unleash4all'
const token = '*:*.0123456789abcdef0123456789abcdef'

/**
 * Unleash (Bricks Software): feature flags, on PostgreSQL. A React page with a session cookie and fetch, under a content
 * security policy; it asks the server before it shows the last question.
 */
export const unleash: RealConsole = {
  name: 'Unleash',
  package: { name: 'unleash-server', version: '7.5.1' },
  start: async ({ origin, port, packages, databaseUrl }) => {
    const program = await startProgram({
      args: [join(packages, 'unleash-server/dist/server.js')],
      env: {
        DATABASE_URL: databaseUrl,
        DATABASE_SSL: 'false',
        HTTP_HOST: '127.0.0.1',
        HTTP_PORT: String(port),
        UNLEASH_URL: origin,
        UNLEASH_DEFAULT_ADMIN_USERNAME: 'admin',
        UNLEASH_DEFAULT_ADMIN_PASSWORD: password,
        INIT_ADMIN_API_TOKENS: token,
        SIMPLE_LOGIN_LIMIT_PER_MINUTE: '1000',
        CHECK_VERSION: 'false',
        SEND_TELEMETRY: 'false',
      },
      answers: `${origin}/health`,
    })
    await dismissWelcome(origin)
    return program
  },
  rules: (origin) => `  - id: archive-flag
    console: Unleash
    match: { method: DELETE, url: "${origin}/api/admin/projects/:project/features/:flag" }
    summary: "Archive flag {flag}"
    approvers: { when: "'platform-leads' in approver.groups" }
`,
  work: async (page, origin, word) => {
    await signIn(page, origin)
    await page.goto(`${origin}/projects/default`)
    await page.getByRole('button', { name: 'New feature flag' }).click()
    await page.getByLabel('name').first().fill(`flag-${word}`)
    await page.getByRole('button', { name: 'Create feature flag' }).click()
    await page.waitForURL(`**/features/flag-${word}`)
    await page.getByRole('heading', { name: `flag-${word}` }).waitFor()
    await page.goto(`${origin}/projects/default`)
    await page
      .getByRole('link', { name: `flag-${word}` })
      .first()
      .waitFor()
  },
  destructions: [
    {
      name: 'archive a flag',
      rule: 'archive-flag',
      prepare: makeFlag,
      click: async (page, origin, thing) => {
        await signIn(page, origin)
        await page.goto(`${origin}/projects/default/features/${thing}`)
        await page.getByRole('button', { name: 'Archive' }).click()
        await page.getByRole('dialog').getByRole('button', { name: 'Archive' }).click()
      },
      summary: (thing) => `Archive flag ${thing}`,
      isDone: async (origin, thing) => (await events(origin, thing)).includes('feature-archived'),
      times: async ({ origin }, thing) =>
        (await events(origin, thing)).filter((type) => type === 'feature-archived').length,
    },
  ],
}

async function signIn(page: Page, origin: string): Promise<void> {
  if ((await page.request.get(`${origin}/api/admin/user`)).ok()) return
  await page.goto(origin)
  await page.getByLabel('Username').fill('admin')
  await page.locator('input[type=password]').fill(password)
  const signedIn = page.waitForResponse((answer) => answer.url() === `${origin}/auth/simple/login` && answer.ok())
  await page.keyboard.press('Enter')
  await signedIn
}

/**
 * A new admin is greeted once, above everything else; which browser meets that must not make a difference. It makes its
 * first admin a moment after it begins to answer, and knows nobody until it has.
 */
async function dismissWelcome(origin: string): Promise<void> {
  const splash = `${origin}/api/admin/splash/personalDashboardKeyConcepts`
  for (;;) {
    const signedIn = await signInByScript(origin)
    const dismissed = await fetch(splash, { method: 'POST', headers: { cookie: cookiesOf(signedIn) } })
    if (dismissed.ok) return
    if (dismissed.status !== 401)
      throw new Error(`Unleash says ${dismissed.status}, and ${signedIn.status} to a sign-in`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

function signInByScript(origin: string): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ username: 'admin', password })
  return fetch(`${origin}/auth/simple/login`, { method: 'POST', headers, body })
}

function cookiesOf({ headers }: Response): string {
  return headers
    .getSetCookie()
    .map((line) => line.replace(/;.*/, ''))
    .join('; ')
}

async function makeFlag(origin: string, thing: string): Promise<void> {
  const body = JSON.stringify({ name: thing, type: 'release' })
  const answer = await call(`${origin}/api/admin/projects/default/features`, { method: 'POST', body })
  if (!answer.ok) throw new Error(`Unleash says ${answer.status}`)
}

async function events(origin: string, flag: string): Promise<readonly string[]> {
  const answer = await call(`${origin}/api/admin/events/${flag}`, {})
  const { events } = (await answer.json()) as { events: { type: string }[] }
  return events.map(({ type }) => type)
}

function call(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, { ...init, headers: { authorization: token, 'content-type': 'application/json' } })
}
