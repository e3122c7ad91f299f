import type { Page } from 'playwright-core'
import postgres from 'postgres'
import { buildExtension } from '../../extension/build/build.ts'
import { findChromium } from '../lab/browser/find-chromium.ts'
import { type PushService, startPushService } from '../lab/push-service/push-service.ts'
import { type ScriptedApprover, signInApprover } from '../lab/stage/approver-script.ts'
import { panelSays } from '../lab/stage/panel-says.ts'
import { signInFromPopup, startRequester } from '../lab/stage/requester.ts'
import { temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld, type World } from '../lab/stage/world.ts'
import { line, milliseconds, percentile } from './figures.ts'

const rounds = 50

/** One time through the loop; milliseconds since the epoch, each taken where it happens. */
type Round = {
  readonly clicked: number
  readonly made: number
  readonly stored: number
  readonly pushed: number
  readonly decided: number
  readonly claimed: number
  readonly left: number
}

/** `pnpm bench loop`: what the person waits for, step by step, in a real browser against the real relay. */
export async function benchLoop(): Promise<void> {
  const directory = await temporaryDirectory()
  const chromium = await findChromium(console.log)
  if (chromium.kind === 'missing') throw new Error(chromium.sentence)
  await buildExtension()
  const pushService = await startPushService({ dir: directory.path })
  const world = await startWorld({ directory: directory.path, pushService })
  const approver = await signInApprover(world, 'approver-1')
  await registerPhone(approver, pushService)
  const requester = await startRequester(world, { executablePath: chromium.executablePath, directory: directory.path })
  await signInFromPopup(requester, 'requester')
  const page = await requester.context.newPage()

  const done: Round[] = []
  for (let round = 0; round < rounds + 3; round += 1) {
    const one = await playRound(world, page, approver, pushService)
    // The first rounds warm the caches that a working day has warm.
    if (round >= 3) done.push(one)
  }
  print(done)
  await printFloors(world)
  await requester.close()
  await world.close()
  await pushService.close()
  await directory.remove()
}

async function registerPhone({ device }: ScriptedApprover, pushService: PushService): Promise<void> {
  const { push_key } = await device.client.call('policy', {})
  const phone = pushService.virtualDevice(push_key)
  const { endpoint, keys } = phone.subscription
  await device.client.call('registerDevice', { body: { label: 'Phone', subscription: { endpoint, keys } } })
}

async function playRound(
  world: World,
  page: Page,
  approver: ScriptedApprover,
  pushService: PushService,
): Promise<Round> {
  world.console.reset()
  await page.goto(`${world.console.origin}/users`)
  await page.evaluate(() => addEventListener('click', () => Object.assign(window, { clickedAt: Date.now() }), true))
  const pushed = pushService.messages.next()
  await page.locator('tr[data-row=u-104] [data-action=delete]').click()
  const message = await pushed
  const [view] = await approver.pending()
  if (view === undefined) throw new Error('Nothing waits.')
  await approver.approve(view)
  await panelSays(page, 'Done')
  const { status } = await approver.device.client.call('readRequest', { params: { id: view.request.id } })
  const [call, second] = world.console.calls
  if (call === undefined || second !== undefined)
    throw new Error(`The console was called ${world.console.calls.length} times.`)
  return {
    clicked: await page.evaluate(() => Number(Object.entries(window).find(([name]) => name === 'clickedAt')?.[1])),
    made: view.request.created,
    stored: status.stored,
    pushed: message.accepted,
    decided: status.decisions[0]?.at ?? Number.NaN,
    claimed: status.released ?? Number.NaN,
    left: call.at,
  }
}

/** What one durable statement and one call of the relay cost here and now: each figure above has two or three of both. */
async function printFloors(world: World): Promise<void> {
  const sql = postgres(world.relay().databaseUrl, { max: 1 })
  await sql`CREATE TABLE floor (body text)`
  const statement = await timesOf(() => sql`INSERT INTO floor VALUES ('x')`)
  const call = await timesOf(() => fetch(`${world.relayUrl}/v1/policy`).then((answer) => answer.text()))
  await sql.end()
  for (const [name, times] of [
    ['floor: one durable statement', statement],
    ['floor: one call of the relay', call],
  ] as const) {
    console.log(
      line(name, `p50 ${milliseconds(percentile(times, 0.5))}`, `p99 ${milliseconds(percentile(times, 0.99))}`),
    )
  }
}

async function timesOf(run: () => PromiseLike<unknown>): Promise<readonly number[]> {
  const times: number[] = []
  for (let count = 0; count < 200; count += 1) {
    const started = performance.now()
    await run()
    times.push(performance.now() - started)
  }
  return times
}

function print(done: readonly Round[]): void {
  const row = (name: string, from: keyof Round, to: keyof Round, goal = '') => {
    const times = done.map((round) => round[to] - round[from])
    const p50 = milliseconds(percentile(times, 0.5))
    console.log(line(name, `p50 ${p50}`, `p99 ${milliseconds(percentile(times, 0.99))}`, goal))
  }
  console.log(`The loop, ${done.length} rounds in one browser`)
  row('click → request made', 'clicked', 'made')
  row('request made → stored', 'made', 'stored')
  row('stored → handed to the push service', 'stored', 'pushed')
  row('click held → handed to the push service', 'clicked', 'pushed', 'goal 40 / 150')
  row('decision stored → verified and claimed', 'decided', 'claimed')
  row('claimed → the console has the request', 'claimed', 'left')
  row('decision stored → the console has the request', 'decided', 'left', 'goal 40 / 150')
}
