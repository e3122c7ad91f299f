import type { CDPSession, Page } from 'playwright-core'
import { extensionId } from '../../../extension/build/extension-id.ts'

/** Presses the extension's button on the toolbar while a page is looked at, and reads what opens. */
export async function readPopup(page: Page): Promise<string> {
  await page.bringToFront()
  const browser = page.context().browser()
  if (browser === null) throw new Error('There is no browser to be asked.')
  // Playwright's types do not know all of the protocol.
  const session = (await browser.newBrowserCDPSession()) as unknown as Session
  try {
    const tab = await targetOf(session, 'tab', page.url())
    await session.send('Extensions.triggerAction', { id: extensionId, targetId: tab })
    const popup = await targetOf(session, 'page', `chrome-extension://${extensionId}/src/popup/popup.html`)
    const text = await settledText(session, popup)
    await close(session, popup)
    return text
  } finally {
    await session.detach()
  }
}

type Session = Pick<CDPSession, 'detach'> & {
  readonly send: (method: string, params: object) => Promise<unknown>
  readonly on: (event: 'Target.receivedMessageFromTarget', listener: (said: { message: string }) => void) => void
}

const patience = 15_000

/** @throws {Error} when there is none within 15 s */
async function targetOf(session: Session, type: 'tab' | 'page', url: string): Promise<string> {
  const until = Date.now() + patience
  do {
    const { targetInfos } = await targets(session, type)
    const target = targetInfos.find((info) => info.url === url)
    if (target !== undefined) return target.targetId
  } while (Date.now() < until)
  throw new Error(`There is no ${type} at ${url}.`)
}

/**
 * The browser answers before it is gone; who pressed the button again by then would read the old one.
 *
 * @throws {Error} when it is still there after 15 s
 */
async function close(session: Session, targetId: string): Promise<void> {
  await session.send('Target.closeTarget', { targetId })
  const until = Date.now() + patience
  do {
    const { targetInfos } = await targets(session, 'page')
    if (!targetInfos.some((info) => info.targetId === targetId)) return
  } while (Date.now() < until)
  throw new Error('The popup does not close.')
}

async function targets(session: Session, type: 'tab' | 'page') {
  return (await session.send('Target.getTargets', { filter: [{ type }] })) as { targetInfos: readonly Target[] }
}

type Target = { readonly targetId: string; readonly url: string }

/** What it says once it has heard from the background; it asked the browser before it showed anything. */
async function settledText(session: Session, targetId: string): Promise<string> {
  const { sessionId } = (await session.send('Target.attachToTarget', { targetId })) as { sessionId: string }
  const answered = new Promise<string>((resolve) => {
    session.on('Target.receivedMessageFromTarget', ({ message }) => {
      const { id, result } = JSON.parse(message) as { id?: number; result?: { result: { value: string } } }
      if (id === 1) resolve(result?.result.value ?? '')
    })
  })
  const params = { expression: whenSettled, awaitPromise: true, returnByValue: true }
  const message = JSON.stringify({ id: 1, method: 'Runtime.evaluate', params })
  await session.send('Target.sendMessageToTarget', { sessionId, message })
  return answered
}

const whenSettled = `(async () => {
  while (document.querySelector('.page__button') === null) await new Promise((done) => setTimeout(done, 20))
  return document.body.innerText
})()`
