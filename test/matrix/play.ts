import type { RequestView } from '@countersign/shared/api'
import type { ScriptedApprover } from '../lab/stage/approver-script.ts'
import type { World } from '../lab/stage/world.ts'
import type { MatrixBrowser, MatrixPage } from './browsers/browser.ts'
import type { Seen } from './judge.ts'
import {
  type BrowserName,
  type Ending,
  type Fate,
  fateIn,
  type Heard,
  type Path,
  type Targets,
  targetOf,
} from './path.ts'
import { plainHost } from './site.ts'

/** What one run of the matrix works with. */
export type Stage = {
  readonly world: World
  readonly approver: ScriptedApprover
  readonly browser: MatrixBrowser
  readonly name: BrowserName
}

export type Turn = { readonly path: Path; readonly ending: Ending; readonly id: string }

/**
 * Sends one request by one path, decides about it as the ending says, and looks what reached the console. The hits are
 * read once more when everything is over: a late one counts.
 */
export async function play(stage: Stage, turn: Turn): Promise<() => Seen> {
  const { path, ending, id } = turn
  // Those that a browser does not have are left out before.
  const fate = fateIn(path, stage.name) as Fate
  const site = targetsOf(stage.world, ending)
  const page = await stage.browser.open(pageOf(path, site))
  const course = { offered: false, trouble: undefined as string | undefined }
  try {
    await inTime(async () => {
      await begin(path, page)
      if (fate === 'held') await playHeld(stage, turn, page, site, course)
      else if (fate === 'blocked') await playBlocked(stage, turn, page, site, course)
      else await playTwice(stage, turn, page, site, course)
    })
  } catch (error) {
    course.trouble = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
  } finally {
    await page.close()
  }
  return () => ({
    path: path.name,
    browser: stage.name,
    ending,
    fate,
    hits: hitsOf(stage.world, id),
    offered: course.offered,
    trouble: course.trouble,
  })
}

type Course = { offered: boolean; trouble: string | undefined }

async function playHeld(stage: Stage, { path, ending, id }: Turn, page: MatrixPage, site: Targets, course: Course) {
  const heard = act(page, path, site, id)
  // Where something else fails before it is waited for.
  heard.catch(() => {})
  const view = await asked(stage, id)
  course.offered = true
  if (ending === 'approved') await stage.approver.approve(view)
  if (ending === 'denied') await stage.approver.deny(view)
  if (ending === 'approved') await until('a call of the console', () => hitsOf(stage.world, id) > 0)
  if (path.endsElsewhere !== true) await until('an end in the panel', () => isOver(page, ending))
  const told = await heard
  const expected = ending === 'approved' ? 'answered' : 'failed'
  if (told !== 'nothing' && told !== expected && !path.mayFail) course.trouble = `the page heard: ${told}`
}

async function playBlocked(stage: Stage, { path, id }: Turn, page: MatrixPage, site: Targets, course: Course) {
  const told = await act(page, path, site, id)
  if (told === 'answered') course.trouble = 'the page heard: answered'
  // Whatever was to be asked has been asked by the time that the panel has something to say, or that much later.
  await barrier(page)
  course.offered = (await find(stage, id)) !== undefined
}

/** The first try fails at once; approved, the second passes; the third is a new one. */
async function playTwice(stage: Stage, { path, ending, id }: Turn, page: MatrixPage, site: Targets, course: Course) {
  if ((await act(page, path, site, id)) !== 'failed') throw new Error('the first try did not fail')
  const view = await asked(stage, id)
  course.offered = true
  if (ending === 'denied') await stage.approver.deny(view)
  if (ending === 'approved') {
    await stage.approver.approve(view)
    await until('“ready” in the panel', async () => /Do the same again within/.test(await page.panel()))
    if ((await act(page, path, site, id)) !== 'answered') throw new Error('the second try failed')
  } else await until('an end in the panel', () => isOver(page, ending))
  if ((await act(page, path, site, id)) !== 'failed') throw new Error('one try more did not fail')
}

/** A page that is just being left for another says nothing. */
async function isOver(page: MatrixPage, ending: Ending): Promise<boolean> {
  return endWords[ending].test(await page.panel().catch(() => ''))
}

const endWords = { approved: /Done|The console refused it/, denied: /Denied by/, expired: /Time is over/ } as const

/** A page under a service worker is begun when that worker has it. */
async function begin({ page: where = '' }: Path, page: MatrixPage): Promise<void> {
  if (!where.startsWith('/matrix/passing')) return
  const isControlled = () => page.run(() => document.documentElement.dataset['controlled'] === 'yes', undefined)
  await until('a service worker', isControlled)
}

async function act(page: MatrixPage, path: Path, site: Targets, id: string): Promise<Heard> {
  const heard = page.run(path.act, targetOf(path, site, id)).catch((error: unknown): Heard => {
    // The page was left for another: that is what forms do.
    if (/context was destroyed|navigat|closed|detached/i.test(String(error))) return 'nothing'
    throw error
  })
  if (path.click === undefined) return heard
  await heard
  await page.click(path.click)
  return 'nothing'
}

/** What was begun before this is over for the page, too. */
async function barrier(page: MatrixPage): Promise<void> {
  await page.run(() => fetch('/matrix/empty').then(() => undefined), undefined).catch(() => {})
}

async function asked(stage: Stage, id: string): Promise<RequestView> {
  let view: RequestView | undefined
  await until('a request at the relay', async () => {
    view = await find(stage, id)
    return view !== undefined
  })
  if (view === undefined) throw new Error('It was asked, and is gone.')
  return view
}

async function find({ approver }: Stage, id: string): Promise<RequestView | undefined> {
  return (await approver.pending()).find(({ request }) => new URL(request.action.url).pathname.endsWith(`/${id}`))
}

function hitsOf({ console }: World, id: string): number {
  return console.calls.filter(({ path }) => path.split('?')[0]?.endsWith(`/${id}`)).length
}

const patience = 20_000

/** What never ends is a fault too. */
async function inTime(run: () => Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it never ended')), 3 * patience)
  })
  await Promise.race([run(), limit]).finally(() => clearTimeout(timer))
}

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const limit = Date.now() + patience
  while (!(await isSo())) {
    if (Date.now() > limit) throw new Error(`there never was ${what}`)
    await new Promise((done) => setTimeout(done, 50))
  }
}

export function targetsOf({ console }: World, ending: Ending): Targets {
  const plain = `http://${plainHost}:${new URL(console.origin).port}`
  return { console: console.origin, api: console.apiOrigin, plain, kind: ending === 'expired' ? 'short' : 'run' }
}

function pageOf({ page = '/matrix/page' }: Path, site: Targets): string {
  return page === 'plain' ? `${site.plain}/matrix/page` : site.console + page
}
