import { find } from '../stage.ts'
import { act, barrier } from './act.ts'
import type { Course } from './course.ts'

/** Never sent, and nobody is asked. */
export async function playBlocked(course: Course): Promise<void> {
  const { stage, page, own } = course
  const told = await act(course)
  if (told === 'answered') own.trouble = 'the page heard: answered'
  // Whatever was to be asked has been asked by the time that the panel has something to say, or that much later.
  await barrier(page)
  own.offered = (await find(stage, own.id)) !== undefined
}
