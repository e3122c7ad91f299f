import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { devices, chromium } from 'playwright-core'
import { publicJwkOf } from '@countersign/shared/protocol'
import { demoPolicyKey } from '../policy/signed-policy.ts'
import { buildApp } from '../stage/build-app.ts'
import { startWorld } from '../stage/world.ts'
import { signInDevice } from '../relay/device.ts'
import { makeScriptedRequest } from '../relay/scripted-request.ts'
import { signInAs, cancelSignIn } from '../idp/person.ts'
import { extensionRedirect } from '../../../extension/build/extension-id.ts'
import { signInApprover } from '../stage/approver-script.ts'
const dir = '/tmp/szx/world', out = '/tmp/szx/shots'
mkdirSync(out, { recursive: true }); mkdirSync(dir, { recursive: true })
const key = publicJwkOf(await demoPolicyKey(join(dir, 'policy')))
await buildApp(key, join(dir, 'app'))
const world = await startWorld({ directory: dir, policyDirectory: join(dir, 'policy'), appDirectory: join(dir, 'app') })
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const { defaultBrowserType: _, ...pixel } = devices['Pixel 7']!
const scheme = (process.argv[2] ?? 'light') as 'light' | 'dark'
const ctx = await browser.newContext({ ...pixel, colorScheme: scheme, deviceScaleFactor: 1.5 })
const page = await ctx.newPage()
page.on('console', (m) => (m.type() === 'error' || m.type() === 'warning') && console.log('CONSOLE', m.text()))
page.on('pageerror', (e) => console.log('PAGEERROR', e.message))
let n = 0
const shot = async (name: string, full = false) => { await page.waitForTimeout(250); await page.screenshot({ path: `${out}/${scheme}-${String(++n).padStart(2, '0')}-${name}.png`, fullPage: full }); console.log(n, name) }
try {
  await page.goto(world.relayUrl); await page.getByRole('button', { name: /Sign in/ }).waitFor(); await shot('sign-in')
  await page.getByRole('button', { name: /Sign in/ }).click()
  await page.locator('form[data-form=sign-in]').waitFor(); await cancelSignIn(page)
  await page.getByText('You went back').waitFor(); await shot('went-back')
  await page.getByRole('button', { name: /Sign in with/ }).click(); await signInAs(page, { username: 'approver-1' })
  await page.getByText('Nothing waits for you').waitFor(); await page.waitForTimeout(400); await shot('empty')
  const dev = await signInDevice({ relay: world.relayUrl, issuer: world.issuer, clientId: 'countersign-extension', redirectUri: extensionRedirect, role: 'extension', username: 'requester' })
  const bytes = (t: string) => new TextEncoder().encode(t) as Uint8Array<ArrayBuffer>
  const ask = async (captured: any, changes: any = {}) => { const r = await makeScriptedRequest(dev, world.trusted, captured, changes); await dev.client.call('createRequest', { body: { request: r.request, proof: r.proof, ...(r.body === undefined ? {} : { body: r.body }) } }); return r }
  const c = world.console
  const del = (id: string, body = '{"transfer_to":"u-2","keep":[1,2],"note":"pay\u202egnp"}') => ({ method: 'DELETE', url: `${c.origin}/api/users/${id}`, headers: [['X-CSRF-Token', 'abc'], ['Content-Type', 'application/json']], body: { kind: 'bytes', bytes: bytes(body), type: 'application/json' } })
  const r1 = await ask(del('u-17'))
  const r2 = await ask({ method: 'POST', url: `${c.origin}/invoices/INV-7/void`, headers: [], body: { kind: 'bytes', bytes: bytes('csrf_token=x1&reason=duplicate+of+INV-6&notify='), type: 'application/x-www-form-urlencoded' } })
  await page.getByText('u-17').first().waitFor(); await shot('inbox')
  await page.getByText('u-17').first().click(); await page.getByRole('button', { name: /Approve/ }).waitFor(); await shot('card-json'); await shot('card-json-full', true)
  await page.locator('summary').click(); await page.getByRole('button', { name: 'Add a reason' }).click(); await page.locator('textarea').fill('Checked with HR'); await shot('card-reason')
  await page.getByRole('button', { name: /Approve/ }).click(); await page.locator('form[data-form=sign-in]').waitFor(); await cancelSignIn(page)
  await page.getByText('Nothing was approved').waitFor(); await shot('approve-went-back')
  await page.getByRole('button', { name: /Approve/ }).click(); await signInAs(page, { username: 'approver-2' }); await page.waitForURL(/\/r\//); await page.waitForTimeout(600); await shot('other-person')
  await page.goto(`${world.relayUrl}/r/${r2.request.id}`); await page.getByRole('button', { name: 'Deny' }).waitFor(); await shot('card-form', true)
  await page.getByRole('button', { name: 'Deny' }).click(); await page.getByText('You denied it').waitFor(); await shot('denied')
  const r3 = await ask(del('u-20'))
  await page.goto(`${world.relayUrl}/r/${r3.request.id}`); await page.getByRole('button', { name: /Approve/ }).click(); await signInAs(page, { username: 'approver-1' }); await page.getByText('You approved').first().waitFor(); await shot('approved-waiting')
  await dev.client.call('claimRequest', { params: { id: r3.request.id } }); await dev.client.call('reportOutcome', { params: { id: r3.request.id }, body: { kind: 'unknown' } }); await page.getByText('We can’t tell').waitFor(); await shot('unknown')
  const r4 = await ask(del('u-21')); await page.goto(`${world.relayUrl}/r/${r4.request.id}`); await page.getByRole('button', { name: /Approve/ }).waitFor(); await dev.client.call('cancelRequest', { params: { id: r4.request.id } }); await page.getByText('No longer asked').waitFor(); await shot('cancelled')
  await page.goto(`${world.relayUrl}/decided`); await page.getByText('Denied').first().waitFor(); await shot('decided')
  await page.goto(`${world.relayUrl}/settings`); await page.getByText('Where notifications go').waitFor(); await page.waitForTimeout(300); await shot('settings')
  await page.goto(`${world.relayUrl}/callback?code=evil&state=unknown`); await page.getByText('was not started on this phone').waitFor(); await shot('callback-dropped'); console.log('url', page.url())
  await page.goto(`${world.relayUrl}/r/01989f3e-7a10-7cc0-8000-0123456789ab`); await page.getByText('nothing here').waitFor(); await shot('gone')
  // a lying relay: the summary changes on its way
  const r5 = await ask(del('u-22'))
  await page.route(/\/v1\/requests\/.*/, async (route) => { if (route.request().method() !== 'GET') return route.continue(); const res = await route.fetch(); if (!res.headers()['content-type']?.includes('application/json') || !res.ok()) return route.fulfill({ response: res }); const j = await res.json(); j.request.action.summary = 'Rename user u-22'; await route.fulfill({ response: res, json: j }) })
  await page.goto(`${world.relayUrl}/r/${r5.request.id}`); await page.getByText('not what it claims').waitFor(); await shot('lying-relay'); await page.unrouteAll()
  // long things at 320 px
  await page.setViewportSize({ width: 320, height: 640 })
  const r6 = await ask({ ...del('a'.repeat(90) + '%20' + 'b'.repeat(40), JSON.stringify({ q: 'x'.repeat(300) })) }, { context: { reason: 'Ein sehr langer Grund '.repeat(12), number: '47', device: 'Linux', browser: 'Chromium', page: { title: '<b>Users</b>', origin: c.origin } } })
  await page.goto(`${world.relayUrl}/r/${r6.request.id}`); await page.getByRole('button', { name: /Approve/ }).waitFor(); await shot('narrow', true)
  console.log('overflow', await page.evaluate(() => document.documentElement.scrollWidth > innerWidth))
  await page.setViewportSize({ width: 1200, height: 800 }); await shot('desktop')
  await page.setViewportSize({ width: 412, height: 839 })
  await world.restartRelay(async () => { await page.getByText('No connection').first().waitFor(); await shot('lost') }); await page.getByText('No connection').waitFor({ state: 'detached', timeout: 20000 }); console.log('reconnected')
  await ctx.setOffline(true); await page.goto(world.relayUrl).catch((e) => console.log('nav', e.message)); await page.waitForTimeout(1500); await shot('offline'); await ctx.setOffline(false)
} catch (e) { console.log('FAILED', e); await shot('failed') }
await browser.close(); await world.close(); process.exit(0)
