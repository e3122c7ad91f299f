import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CDPSession, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { distDirectory } from '../../extension/build/build.ts'
import { describeNatives } from './describe-natives.ts'
import { panelSays, patience, useScene } from './scene.ts'
import { tamper } from './tamper.ts'
import { evaluateHooked, evaluateUnhooked } from './worlds.ts'
import { answerRoutes, answerRules } from './xhr-answers.ts'

const scene = useScene({ more: { routes: answerRoutes, rules: answerRules } })
const calls = () => scene.world().console.calls

test('what the hook has replaced looks, and fails, as the browser’s own', async () => {
  const page = await scene.open('/users')
  const native = await evaluateUnhooked(page, describeNatives, undefined)
  const hooked = await evaluateHooked(page, describeNatives, undefined)
  for (const [name, lines] of Object.entries(native)) expect.soft(hooked[name], name).toEqual(lines)
  expect(native['fetch']).toContain('function fetch() { [native code] }')
  await page.close()
})

test('a failing request that no rule protects is reported as without the hook: once, with the stack of the page', async () => {
  const page = await scene.open('/users')
  const look = () =>
    new Promise<unknown>((resolve) => {
      // Nothing listens there.
      const failed = fetch('/open/refused', { method: 'POST' })
      addEventListener('unhandledrejection', (event) => {
        event.preventDefault()
        resolve([event.promise === failed, event.reason.message, event.reason.stack])
      })
    })
  const [isSame, message, stack] = (await page.evaluate(look)) as [boolean, string, string]
  expect([isSame, message]).toEqual([true, 'Failed to fetch'])
  expect(stack).not.toContain('extension://')
  expect(stack.split('\n').length).toBeGreaterThan(1)
  await page.close()
})

test('page scripts that replace every method of every prototype see nothing of the hook and change nothing of it', async () => {
  const page = await scene.open('/users')
  const touched = page.evaluate(tamper)
  await expect.poll(async () => (await scene.approver().pending()).length, patience).toBe(3)
  for (const view of await scene.approver().pending()) await scene.approver().approve(view)
  expect(await touched).toEqual({ touched: [], fetched: '200 {"deleted":"u-1"}', received: '200 {"deleted":"u-1"} 4' })
  // Nobody waits for a beacon.
  const bodies = () =>
    calls()
      .map(({ body }) => body.toString())
      .sort()
  await expect.poll(bodies, patience).toEqual(['beacon', 'fetch', 'xhr'])
  await page.close()
})

test('scripts that are put in a second time do nothing more: one click is one request', async () => {
  const page = await scene.open('/users')
  await injectAgain(page)
  const answered = page.evaluate(async () => {
    const xhr = new XMLHttpRequest()
    const ended = new Promise<number>((resolve) => {
      xhr.onloadend = () => resolve(xhr.status)
    })
    xhr.open('DELETE', '/held/none?by=xhr')
    xhr.send()
    const { status } = await fetch('/held/none?by=fetch', { method: 'DELETE' })
    return [status, await ended]
  })
  await expect.poll(async () => (await scene.approver().pending()).length, patience).toBe(2)
  for (const view of await scene.approver().pending()) await scene.approver().approve(view)
  expect(await answered).toEqual([204, 204])
  expect(await scene.approver().pending()).toEqual([])
  expect(calls()).toHaveLength(2)
  await panelSays(page, 'Done')
  await page.close()
})

/** Runs all of the extension's scripts once more, each in its own world. */
async function injectAgain(page: Page): Promise<void> {
  const directory = join(scene.directory(), 'extension')
  const [rules, hook, content] = await Promise.all([
    readFile(join(directory, 'rules.js'), 'utf8'),
    readFile(join(distDirectory, 'page.js'), 'utf8'),
    readFile(join(distDirectory, 'content.js'), 'utf8'),
  ])
  const session = await page.context().newCDPSession(page)
  const contextId = await extensionWorld(session)
  await session.send('Runtime.evaluate', { expression: `${rules};${hook}` })
  await session.send('Runtime.evaluate', { expression: content, contextId })
  await session.detach()
}

async function extensionWorld(session: CDPSession): Promise<number> {
  const found = new Promise<number>((resolve) => {
    session.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.origin.startsWith('chrome-extension://')) resolve(context.id)
    })
  })
  await session.send('Runtime.enable')
  return found
}
