import type { RequestView } from '@countersign/shared/api'
import { asked, callsOf, type Stage } from '../stage.ts'
import { until } from '../until.ts'
import { act } from './act.ts'
import { playBesides } from './besides.ts'
import type { Course } from './course.ts'
import { untilOver, untilShown, wrongCall, wrongCard } from './look.ts'

/** Held, with whatever the page does meanwhile; then decided about, and told. */
export async function playHeld(course: Course): Promise<void> {
  const { stage, path, ending, own, besides } = course
  const heard = act(course)
  // Where something else fails before it is waited for.
  heard.catch(() => {})
  const view = await asked(stage, own.id)
  own.offered = true
  own.trouble = wrongCard(course, view)
  await untilShown(course, 'held')
  const waiting = [view, ...(await playBesides(course))]
  for (const each of waiting) await decide(stage, ending, each)
  if (ending === 'approved') {
    const held = [own, ...besides.filter(({ beside }) => beside.fate === 'held')]
    await until('a call of the console', () => held.every(({ id }) => callsOf(stage, id).length > 0))
    own.trouble ??= wrongCall(course)
  }
  if (path.endsElsewhere !== true) await untilOver(course, waiting.length)
  const told = await heard
  await untilShown(course, ending)
  const expected = ending === 'approved' ? 'answered' : 'failed'
  if (told !== 'nothing' && told !== expected && !path.mayFail) own.trouble = `the page heard: ${told}`
}

async function decide({ approver }: Stage, ending: Course['ending'], view: RequestView): Promise<void> {
  if (ending === 'approved') await approver.approve(view)
  if (ending === 'denied') await approver.deny(view)
}
