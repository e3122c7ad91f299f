import { asked } from '../stage.ts'
import { until } from '../until.ts'
import { act } from './act.ts'
import type { Course } from './course.ts'
import { untilOver } from './look.ts'

/** The first try fails at once; approved, the second passes; the third is a new one. */
export async function playTwice(course: Course): Promise<void> {
  const { stage, ending, page, own } = course
  if ((await act(course)) !== 'failed') throw new Error('the first try did not fail')
  const view = await asked(stage, own.id)
  own.offered = true
  if (ending === 'denied') await stage.approver.deny(view)
  if (ending === 'approved') {
    await stage.approver.approve(view)
    await until('“ready” in the panel', async () => /Do the same again within/.test(await page.panel()))
    if ((await act(course)) !== 'answered') throw new Error('the second try failed')
  } else await untilOver(course, 1)
  if ((await act(course)) !== 'failed') throw new Error('one try more did not fail')
}
