import type { RequestView } from '@countersign/shared/api'
import type { Page } from 'playwright-core'
import { signInAs } from '../idp/person.ts'
import type { ShownNotification } from '../notifications/notification.ts'
import { type ApproverPhone, setUpPhone, startPhone } from '../stage/approver-phone.ts'
import { type ScriptedApprover, signInApprover } from '../stage/approver-script.ts'
import { giveReason } from '../stage/panel.ts'
import { panelSays } from '../stage/panel-says.ts'
import { signInFromPopup, startRequester } from '../stage/requester.ts'
import { type Album, openAlbum } from './album.ts'
import type { Stage } from './curtain.ts'
import { notificationPage } from './notification-page.ts'
import { printSteps, stepsOf } from './steps.ts'

/**
 * Plays the story as its people live it, in two real browsers: an admin deletes a project, the approver's phone asks,
 * the approver signs in for this one action, the held request goes through, once.
 *
 * @returns whether it did
 */
export async function playStory(stage: Stage, albumDirectory: string): Promise<boolean> {
  const { step } = stage.progress
  const album = await openAlbum(albumDirectory)
  try {
    const phone = await step('The first approver signs in on the phone and turns notifications on', () =>
      openPhone(stage),
    )
    const colleague = await signInApprover(stage.world, 'approver-2')
    const page = await step('The requester opens the console and signs in to the extension', () => openConsole(stage))
    console.log('\nThe story\n')
    await play(stage, album, { phone, colleague, page })
    console.log(`\nPictures of what each person saw: ${albumDirectory}`)
    return true
  } catch (error) {
    console.error('\nThe story did not come to its end:', error instanceof Error ? error.message : error)
    return false
  }
}

type Cast = { readonly phone: ApproverPhone; readonly colleague: ScriptedApprover; readonly page: Page }

async function openPhone(stage: Stage): Promise<ApproverPhone> {
  const { executablePath, directory, world, pushService, notifications } = stage
  const phone = await startPhone({ executablePath, directory, appUrl: world.relayUrl, pushService, notifications })
  stage.browsers.push(phone)
  await setUpPhone(phone, 'approver-1')
  return phone
}

async function openConsole(stage: Stage): Promise<Page> {
  const { executablePath, directory, world } = stage
  const requester = await startRequester(world, { executablePath, directory })
  stage.browsers.push(requester)
  await signInFromPopup(requester, 'requester')
  const page = await requester.context.newPage()
  await page.goto(`${world.console.origin}/projects`)
  return page
}

async function play(stage: Stage, album: Album, { phone, colleague, page }: Cast): Promise<void> {
  const { world, pushService, notifications } = stage
  await album.take(page, 'console')
  const messages = pushService.messages.all.length
  const notified = notifications?.shown.next(({ body }) => body.includes('Acme Admin'))
  await page.locator('tr[data-row=payments-prod] [data-action=delete]').click()
  await panelSays(page, 'Why is this needed?')
  await album.take(page, 'reason')
  const asked = await giveReason(page, 'Moved to payments-eu last week, see OPS-2291')
  await panelSays(page, 'Waiting for approval')
  const view = await waitingFor(colleague)

  const notification = await notified
  if (notification !== undefined) await takeNotification(phone, album, notification)
  await panelSays(page, 'reached in')
  await album.take(page, 'held')
  const card = await openCard(phone, stage, view, notification)
  const shown = await markOf(card, 'countersign:shown')
  await album.take(card, 'card')
  await card.getByRole('button', { name: 'Approve with Acme SSO' }).click()
  await card.locator('form[data-form=sign-in]').waitFor()
  await album.take(card, 'sign-in')
  await signInAs(card, { username: 'approver-1' })
  const signed = Date.now()
  await panelSays(page, 'Done')
  await page.locator('tr[data-row=payments-prod]').waitFor({ state: 'detached' })
  await album.take(page, 'released')
  await card.getByText('204').first().waitFor()
  await album.take(card, 'what-happened')

  const { status } = await readAgain(colleague, view)
  const steps = stepsOf({
    asked,
    view,
    status,
    pushed: pushService.messages.all[messages]?.accepted,
    notified: notification?.at,
    shown,
    signed,
    calls: world.console.calls.filter(({ path }) => path === '/v1/projects/payments-prod'),
  })
  printSteps(steps)
}

async function waitingFor(colleague: ScriptedApprover): Promise<RequestView> {
  const started = Date.now()
  for (;;) {
    const [view] = await colleague.pending()
    if (view !== undefined) return view
    if (Date.now() - started > 15_000) throw new Error('The relay never heard of the request.')
  }
}

/** By the notification, as a person does; where this machine has none, by opening the app. */
async function openCard(
  phone: ApproverPhone,
  stage: Stage,
  view: RequestView,
  notification: ShownNotification | undefined,
): Promise<Page> {
  if (notification === undefined || stage.notifications === undefined) {
    await phone.page().goto(`${stage.world.relayUrl}/r/${view.request.id}`)
  } else {
    stage.notifications.click(notification)
  }
  const page = phone.page()
  await page.getByRole('button', { name: 'Approve with Acme SSO' }).waitFor()
  return page
}

async function takeNotification(phone: ApproverPhone, album: Album, notification: ShownNotification): Promise<void> {
  const page = await phone.context.newPage()
  await page.setContent(await notificationPage(notification))
  await album.take(page, 'notification')
  await page.close()
}

function markOf(page: Page, name: string): Promise<number | undefined> {
  return page.evaluate((mark) => {
    const entry = performance.getEntriesByName(mark).at(-1)
    return entry === undefined ? undefined : performance.timeOrigin + entry.startTime
  }, name)
}

function readAgain({ device }: ScriptedApprover, { request }: RequestView): Promise<RequestView> {
  return device.client.call('readRequest', { params: { id: request.id } })
}
