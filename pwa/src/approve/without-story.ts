import { heldBy } from './keys.ts'
import { fateWords } from './keys-story.ts'
import type { JudgedReview } from './review.ts'
import type { Ending, Step, StoryFacts } from './story.ts'

/**
 * The end of what went without approval: that it did is the graver news, whatever the console answered, until somebody has
 * reviewed it. That nobody has is the relay's word; a review that counts is not.
 */
export function withReview(ending: Ending, facts: StoryFacts): Ending {
  const { status, decisions, keys, review } = facts
  const closed = status.unapproved?.closed
  const isByKeys = heldBy(keys) !== undefined
  const isBroken = decisions.some(({ decision, fault }) => decision === 'break-glass' && fault === undefined)
  if (!isBroken && !isByKeys) return ending
  const steps = [...ending.steps, ...closingSteps(closed), ...reviewSteps(review, closed)]
  if (status.released === undefined && !isByKeys) return { ...ending, steps }
  const reviewed = review !== undefined && !('fault' in review)
  const told = [fateWords(facts), ending.headline, ending.explanation, reviewed ? '' : unreviewedWords(closed)]
  return {
    headline: 'Released without approval.',
    explanation: told.filter((words) => words !== undefined && words !== '').join(' '),
    tone: reviewed ? 'unsure' : 'alarm',
    steps,
    over: ending.over && (reviewed || closed !== undefined),
  }
}

type Closed = NonNullable<StoryFacts['status']['unapproved']>['closed']

function unreviewedWords(closed: Closed): string {
  return closed === undefined ? 'Nobody has reviewed it yet.' : 'The operator closed it, and nobody has reviewed it.'
}

/** The operator's word, as the relay tells it. */
function closingSteps(closed: Closed): readonly Step[] {
  if (closed === undefined) return []
  const { at, by, why } = closed
  return [{ words: `Closed by the operator, not reviewed: ${by}`, at, mark: 'alarm', reason: why }]
}

function reviewSteps(review: JudgedReview | undefined, closed: Closed): readonly Step[] {
  if (review === undefined) return closed === undefined ? [{ words: 'Somebody reviews it', mark: 'next' }] : []
  const { at } = review
  if ('fault' in review) return [{ words: `A review that does not count: ${review.fault}`, at, mark: 'unsure' }]
  const said = review.reason === undefined || review.reason === '' ? {} : { reason: review.reason }
  return [{ words: `${review.mine ? 'You have' : `${review.name} has`} reviewed it`, at, mark: 'done', ...said }]
}
