import type { FastifyInstance } from 'fastify'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { breakOff } from '../lab/console/break-off.ts'
import { panelSays, useScene } from './scene.ts'

// A released form that gets no answer makes its page give way to the browser's error page, where no panel can be.

const scene = useScene({ more: { routes, rules } })
const calls = () => scene.world().console.calls

test('in place of the browser’s error page a page of the extension tells how it went, also after a reload', async () => {
  const page = await scene.open('/form')
  await release(page, '/purge/broken')
  await page.getByText('Sent, no answer').waitFor()
  const tellsAll = async () => {
    const said = await page.locator('main').textContent()
    expect(said).toContain('Purge broken')
    expect(said).toContain('Approved by First approver and sent once')
    expect(said).toContain('look there before you repeat it')
  }
  await tellsAll()
  await page.reload()
  await page.getByText('Sent, no answer').waitFor()
  await tellsAll()
  expect(calls()).toHaveLength(1)
  await page.close()
})

test('a page whose loading was stopped stays, and its own panel tells it', async () => {
  const page = await scene.open('/form')
  const { url } = await release(page, '/purge/endless')
  await expect.poll(() => calls().length).toBe(1)
  const session = await page.context().newCDPSession(page)
  await session.send('Page.stopLoading')
  await panelSays(page, 'Sent, no answer')
  // The tab has loaded something, and something else is held on the same page after that.
  await page.evaluate(() => {
    const frame = document.createElement('iframe')
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve))
    frame.src = '/form'
    document.body.append(frame)
    return loaded
  })
  await submit(page, '/purge/broken')
  await panelSays(page, 'Waiting for approval')
  expect(page.url()).toBe(url)
  await scene.approver().deny(await scene.waiting())
  await panelSays(page, 'Denied')
  expect(calls()).toHaveLength(1)
  await page.close()
})

async function release(page: Page, to: string): Promise<{ readonly url: string }> {
  const url = page.url()
  await submit(page, to)
  await scene.approver().approve(await scene.waiting())
  return { url }
}

async function submit(page: Page, to: string): Promise<void> {
  await page.evaluate((action) => document.forms[0]?.setAttribute('action', action), to)
  await page.getByRole('button', { name: 'Purge' }).click()
}

function routes(app: FastifyInstance): void {
  app.get('/form', (_request, reply) => {
    return reply
      .type('text/html')
      .send('<!doctype html><title>Form</title><form method="post"><button>Purge</button></form>')
  })
  const config = { destructive: true }
  app.post('/purge/broken', { config }, breakOff)
  app.post('/purge/endless', { config }, () => new Promise(() => {}))
}

function rules(origin: string): string {
  return `  - id: purge
    console: Acme Admin
    match: { method: POST, url: "${origin}/purge/:what" }
    summary: "Purge {what}"
    approvers: { when: "'platform-leads' in approver.groups" }
`
}
