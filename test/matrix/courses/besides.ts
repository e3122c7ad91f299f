import type { RequestView } from '@countersign/shared/api'
import { asked, find } from '../stage.ts'
import { send } from './act.ts'
import type { Course } from './course.ts'

/**
 * What the page does while its own request waits, one after the other. What nothing protects is answered before
 * anything is decided: it would be waited for in vain otherwise.
 *
 * @returns what waits for the approver as well
 */
export async function playBesides(course: Course): Promise<readonly RequestView[]> {
  const { stage, besides } = course
  const waiting: RequestView[] = []
  for (const sent of besides) {
    const heard = send(course, sent.beside.act, sent.id)
    if (sent.beside.fate === 'passes') {
      const told = await heard
      if (told !== 'answered') sent.trouble = `the page heard: ${told}`
      sent.offered = (await find(stage, sent.id)) !== undefined
    } else {
      heard.catch(() => {})
      waiting.push(await asked(stage, sent.id))
      sent.offered = true
    }
  }
  return waiting
}
