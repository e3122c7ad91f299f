import { callsOf, find } from '../stage.ts'
import { until } from '../until.ts'
import { act, barrier } from './act.ts'
import type { Course } from './course.ts'
import { untilShown, wrongCall } from './look.ts'

/** Sent at once: nobody is asked, and nothing is shown. */
export async function playPassing(course: Course): Promise<void> {
  const { stage, ending, page, own } = course
  const told = await act(course)
  await until('a call of the console', () => callsOf(stage, own.id).length > 0)
  await untilShown(course, ending)
  // Whatever was to be asked has been asked by then.
  await barrier(page)
  own.offered = (await find(stage, own.id)) !== undefined
  const said = await page.panel()
  own.trouble =
    told === 'failed' ? 'the page heard: failed' : said === '' ? wrongCall(course) : `the panel says: ${said}`
}
