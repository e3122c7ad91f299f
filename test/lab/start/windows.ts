import { startPhone } from '../stage/approver-phone.ts'
import { startRequester } from '../stage/requester.ts'
import type { Stage } from './curtain.ts'

/** With a display: the console in one window, the approver's app in one of a phone's size, and what to click. */
export async function openWindows(stage: Stage): Promise<void> {
  const { world, executablePath, directory, pushService } = stage
  const requester = await startRequester(world, {
    executablePath,
    directory,
    headless: false,
    window: { x: 20, y: 20, width: 1180, height: 860 },
  })
  stage.browsers.push(requester)
  const [first] = requester.context.pages()
  const page = first ?? (await requester.context.newPage())
  await page.goto(`${world.console.origin}/projects`)
  const phone = await startPhone({
    executablePath,
    directory,
    appUrl: world.relayUrl,
    pushService,
    // This desktop's own notifications: the person is there to see them.
    notifications: undefined,
    headless: false,
    window: { x: 1220, y: 20, width: 430, height: 900 },
  })
  stage.browsers.push(phone)
  console.log(`
What to click
  1. In the phone's window: Sign in as First approver, then turn on notifications.
  2. In the console: Delete a project, say why, and sign in as Requester in the window that opens.
     The request stays in the browser; the panel at the bottom right says who is asked.
  3. In the phone's window: open the request, read it, Approve, sign in again for this one action.
  4. The console's row goes. The request was sent once.`)
}
