import type { FastifyInstance } from 'fastify'
import { afterEach, describe, expect, test } from 'vitest'
import type { FirefoxPage } from '../lab/browser/firefox-page.ts'
import { clickFirefoxPanel, firefoxPanelSays } from '../lab/stage/firefox-panel.ts'
import { firefoxHere, useFirefoxScene } from './firefox-scene.ts'
import { patience } from './scene.ts'
import { deletion, earlyRoutes, sendSync } from './sync-script.ts'
import { answerRoutes, answerRules } from './xhr-answers.ts'

const firefox = await firefoxHere()

describe.skipIf(firefox.kind === 'missing')('a synchronous request in Firefox', () => {
  const scene = useFirefoxScene(firefox, { more: { routes, rules: answerRules } })
  const calls = () => scene.world().console.calls.filter(({ path }) => path.startsWith('/held/'))
  const outcomeOf = async (id: string) => {
    const { status } = await scene.approver().device.client.call('readRequest', { params: { id: id as never } })
    return status.outcome?.outcome
  }
  let page: FirefoxPage

  afterEach(async () => {
    await page?.close()
    await expect.poll(async () => (await scene.approver().pending()).length, patience).toBe(0)
  })

  test('fails at once as a blocked one does, and is asked for; the second runs it; the third asks anew', async () => {
    page = await scene.open('/users')
    const native = await page.evaluate(sendSync, { ...deletion, path: '/open/json' })
    const blocked = await page.evaluateUnhooked(sendSync, deletion)
    expect(await page.evaluate(sendSync, deletion)).toEqual(blocked)
    expect(JSON.stringify(blocked)).toContain('NetworkError')
    await firefoxPanelSays(page, 'This page can’t wait for an answer. Once it is approved, do the same again.')
    const view = await scene.waiting()
    expect(view.request.action).toMatchObject({ method: 'DELETE', summary: 'Try json' })
    expect(await page.evaluate(sendSync, deletion)).toEqual(blocked)
    expect(calls()).toHaveLength(0)

    await scene.approver().approve(view)
    await firefoxPanelSays(page, 'Do the same again within')
    expect(calls()).toHaveLength(0)
    const answered = await page.evaluate(sendSync, deletion)
    expect(answered).toEqual(native.map((seen) => (typeof seen === 'string' ? seen.replace('/open/', '/held/') : seen)))
    await firefoxPanelSays(page, 'Done')
    expect(calls()).toHaveLength(1)
    expect(calls()[0]).toMatchObject({ method: 'DELETE', origin: scene.world().console.origin, sessionCookie: true })
    expect(calls()[0]?.headers['authorization']).toBe('Bearer of-the-page')
    expect(calls()[0]?.body.toString()).toBe(deletion.body)
    await expect.poll(() => outcomeOf(view.request.id), patience).toEqual(expect.objectContaining({ status: 200 }))
    expect(await outcomeOf(view.request.id)).not.toHaveProperty('alarm')

    expect(await page.evaluate(sendSync, deletion)).toEqual(blocked)
    expect((await scene.waiting()).request.id).not.toBe(view.request.id)
    expect(calls()).toHaveLength(1)
  })

  test('a page that sends before anybody can hear it is asked for as well', async () => {
    page = await scene.open('/early')
    const view = await scene.waiting()
    expect(view.request.action.summary).toBe('Try early')
    await firefoxPanelSays(page, 'Once it is approved, do the same again')
    expect(calls()).toHaveLength(0)
    await scene.approver().deny(view)
    await firefoxPanelSays(page, 'Denied')
  })

  test('with another body, while one is ready, is another action: it is asked for, and not sent', async () => {
    page = await scene.open('/users')
    await page.evaluate(sendSync, deletion)
    await scene.approver().approve(await scene.waiting())
    await firefoxPanelSays(page, 'Do the same again within')
    await page.evaluate(sendSync, { ...deletion, body: '{"because":"no"}' })
    await scene.approver().deny(await scene.waiting())
    await firefoxPanelSays(page, 'Denied')
    expect(calls()).toHaveLength(0)
    await clickFirefoxPanel(page, 'Cancel')
    await firefoxPanelSays(page, 'Cancelled')
  })

  test('may be done again after the background was ended in between', async () => {
    page = await scene.open('/users')
    await page.evaluate(sendSync, deletion)
    await scene.approver().approve(await scene.waiting())
    await firefoxPanelSays(page, 'Do the same again within')
    await scene.requester().suspend()
    // The next background shows it anew, and is asked until it is ready again.
    const send = async () => JSON.stringify(await page.evaluate(sendSync, deletion))
    await expect.poll(send, patience).toContain('deleted')
    await firefoxPanelSays(page, 'Done')
    expect(calls()).toHaveLength(1)
  })
})

function routes(app: FastifyInstance): void {
  answerRoutes(app)
  earlyRoutes(app)
}
