import type { MatrixPage } from '../browsers/browser.ts'
import { type Act, type Heard, targetOf } from '../path.ts'
import { until } from '../until.ts'
import type { Course } from './course.ts'

/** Has the page send the path's own request. */
export async function act(course: Course): Promise<Heard> {
  const { path, page, own } = course
  const heard = send(course, path.act, own.id)
  if (path.click === undefined) return heard
  await heard
  await page.click(path.click)
  return 'nothing'
}

/** Has it send one of them, always to the same address. */
export async function send({ path, page, site, own }: Course, sending: Act, id: string): Promise<Heard> {
  try {
    return await page.run(sending, { url: targetOf(path, site, own.id), id })
  } catch (error) {
    // The page was left for another: that is what forms do.
    if (/context was destroyed|navigat|closed|detached/i.test(String(error))) return 'nothing'
    throw error
  }
}

/** A page under a service worker is begun when that worker has it. */
export async function begin({ path: { page: where = '' }, page }: Course): Promise<void> {
  if (!where.startsWith('/matrix/passing')) return
  const isControlled = () => page.run(() => document.documentElement.dataset['controlled'] === 'yes', undefined)
  await until('a service worker', isControlled)
}

/** What was begun before this is over for the page, too. */
export async function barrier(page: MatrixPage): Promise<void> {
  await page.run(() => fetch('/matrix/empty').then(() => undefined), undefined).catch(() => {})
}
