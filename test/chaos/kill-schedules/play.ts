import type { Page } from 'playwright-core'
import { clickPanel, readPanel } from '../../lab/stage/panel.ts'
import type { HolderCall } from '../lying-relay/holder/lie.ts'
import type { KillPlan, Point } from './plan.ts'
import type { Stage } from './stage.ts'
import type { KillRun } from './truth.ts'

/** Runs that are under way, by the name of what they delete. */
export type Watch = Map<string, (point: Point) => Promise<void>>

const before: Partial<Record<HolderCall, Point>> = {
  createRequest: 'asked',
  claimRequest: 'claiming',
  reportOutcome: 'reporting',
}
const after: Partial<Record<HolderCall, Point>> = {
  createRequest: 'stored',
  claimRequest: 'claimed',
  reportOutcome: 'reported',
}

/** One deletion, and what is killed in the middle of it. What became of it is asked for when all runs are over. */
export async function playKill(stage: Stage, watch: Watch, plan: KillPlan): Promise<() => Promise<KillRun>> {
  const name = `${plan.rule}-${plan.run}`
  const path = `/kill/${name}`
  const url = stage.world.console.origin + path
  const page = await stage.page()
  let killed: Promise<void> | undefined
  let isClosing = false
  let struck = () => {}
  const whenStruck = new Promise<void>((resolve) => {
    struck = resolve
  })
  const reach = async (point: Point) => {
    if (point !== plan.at || killed !== undefined || isClosing) return
    killed = pause(plan.delay).then(() => strike(stage, page, plan))
    const done = killed.catch(() => {}).finally(struck)
    if (plan.waits) await done
  }
  watch.set(name, reach)
  stage.front.play(url, {
    after: 0,
    begin: () => ({
      answer: async (call, honestly) => {
        await note(before[call])
        const answer = await honestly()
        await note(after[call])
        return answer
      },
      tell: async (truth) => {
        if (truth.state === 'approved' || truth.state === 'denied') await note('told')
        return [truth]
      },
    }),
  })
  const note = async (point: Point | undefined) => {
    if (point !== undefined) await reach(point)
  }
  const ended = endOfCall(page, path)
  await reach('captured')
  const outcome = await ended
  if (outcome === 'answered' && isBehindAnswer(plan.at)) await Promise.race([whenStruck, pause(reportedWithin)])
  // A page that is closed while it is loaded anew may never close.
  isClosing = true
  await killed?.catch(() => {})
  const panel = outcome === 'gone' ? '' : await readPanel(page).catch(() => '')
  await page.close().catch(() => {})
  // A page that leaves gives up its calls: that one failed says nothing where its panel went with it.
  const hasLeft = outcome === 'failed' && killed !== undefined && endsPage(plan) && panel === ''
  return async () => ({
    plan,
    page: hasLeft ? 'gone' : outcome,
    panel,
    killed: killed !== undefined,
    calls: stage.world.console.calls.filter((call) => call.path === path),
    kept: await stage.kept(url),
  })
}

function endsPage({ kill }: KillPlan): boolean {
  return kill === 'tab' || kill === 'reload' || kill === 'leave'
}

/** The page has its answer before the relay hears of it, and lives on until then. */
function isBehindAnswer(at: Point): boolean {
  return at === 'reporting' || at === 'reported'
}

/** Milliseconds; where another run has killed the worker in between there is no report before the page is closed. */
const reportedWithin = 3_000

/** In the page: the call is made; it ends, or its page does. */
async function endOfCall(page: Page, path: string): Promise<KillRun['page']> {
  const gone = new Promise<'gone'>((resolve) => {
    page.once('close', () => resolve('gone'))
    page.once('crash', () => resolve('gone'))
    page.on('framenavigated', () => resolve('gone'))
  })
  const call = page
    .evaluate(
      (to) =>
        fetch(to, { method: 'DELETE', body: 'all of it' }).then(
          () => 'answered' as const,
          () => 'failed' as const,
        ),
      path,
    )
    .catch(() => 'gone' as const)
  return Promise.race([call, gone])
}

async function strike(stage: Stage, page: Page, { kill }: KillPlan): Promise<void> {
  if (kill === 'worker') return stage.killWorker()
  if (kill === 'relay') return stage.restartRelay()
  if (kill === 'browser') return stage.restartBrowser()
  if (kill === 'tab') return page.close()
  if (kill === 'reload') return void (await page.reload())
  if (kill === 'leave') return void (await page.goto('about:blank'))
  if (kill === 'cancel') return clickPanel(page, 'Cancel')
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
