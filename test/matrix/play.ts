import type { World } from '../lab/stage/world.ts'
import { begin } from './courses/act.ts'
import { playBlocked } from './courses/blocked.ts'
import type { Course, Sent } from './courses/course.ts'
import { playHeld } from './courses/held.ts'
import { playPassing } from './courses/passes.ts'
import { playTwice } from './courses/second-try.ts'
import type { Seen } from './judge.ts'
import { type Ending, type Fate, fateIn, type Path, type Targets } from './path.ts'
import { plainHost } from './site.ts'
import { callsOf, type Stage } from './stage.ts'
import { patience } from './until.ts'

export type Turn = { readonly path: Path; readonly ending: Ending; readonly id: string }

/**
 * Sends what a path sends, decides about it as the ending says, and looks what reached the console. The hits are read
 * once more when everything is over: a late one counts.
 */
export async function play(stage: Stage, { path, ending, id }: Turn): Promise<() => readonly Seen[]> {
  // Those that a browser does not have are left out before.
  const fate = fateIn(path, stage.name) as Fate
  const site = targetsOf(stage.world, ending)
  const page = await stage.browser.open(pageOf(path, site))
  const own: Sent = { id, offered: false, trouble: undefined }
  const besides = (path.beside ?? []).map((beside, index) => {
    return { id: `${id}-${index}`, beside, offered: false, trouble: undefined }
  })
  const course: Course = { stage, path, ending, page, site, own, besides }
  try {
    await inTime(async () => {
      await begin(course)
      await courses[fate](course)
    })
  } catch (error) {
    own.trouble = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
  } finally {
    await page.close()
  }
  const seen = (sent: Sent, what: Pick<Seen, 'path' | 'fate' | 'times'>): Seen => {
    const { offered, trouble } = sent
    return { ...what, browser: stage.name, ending, hits: callsOf(stage, sent.id).length, offered, trouble }
  }
  return () => [
    seen(own, { path: path.name, fate, times: 1 }),
    ...besides.map((sent) => {
      const { name, fate: wanted, times = 1 } = sent.beside
      return seen(sent, { path: `${path.name}; beside it, ${name}`, fate: wanted, times })
    }),
  ]
}

const courses: Readonly<Record<Fate, (course: Course) => Promise<void>>> = {
  held: playHeld,
  blocked: playBlocked,
  'second try': playTwice,
  passes: playPassing,
}

/** What never ends is a fault too. */
async function inTime(run: () => Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it never ended')), 3 * patience)
  })
  await Promise.race([run(), limit]).finally(() => clearTimeout(timer))
}

function targetsOf({ console }: World, ending: Ending): Targets {
  const plain = `http://${plainHost}:${new URL(console.origin).port}`
  return { console: console.origin, api: console.apiOrigin, plain, kind: ending === 'expired' ? 'short' : 'run' }
}

function pageOf({ page = '/matrix/page' }: Path, site: Targets): string {
  return page === 'plain' ? `${site.plain}/matrix/page` : site.console + page
}
