import { heldBy } from './keys.ts'
import type { Step, StoryFacts } from './story.ts'

/** What emergency keys did: one step for each key, with the name of who keeps it and why it was used. */
export function keysSteps(facts: StoryFacts): readonly Step[] {
  const { keys } = facts
  if (keys === undefined) return []
  if ('fault' in keys)
    return [{ words: `A release by emergency keys that does not count: ${keys.fault}`, mark: 'unsure' }]
  const minutes = Math.floor(keys.signedInBefore / 60_000)
  const signIn = `Who asked is known by a sign-in ${minutes} minutes before, and by nothing newer`
  return [
    ...endedSteps(facts),
    ...(minutes < 1 ? [] : [{ words: signIn, mark: 'alarm' as const }]),
    ...keys.statements.map(({ key, reason }) => ({
      words: `Went without approval, by the emergency key “${key.id}” kept by ${key.name}`,
      at: keys.released,
      mark: 'alarm' as const,
      reason,
    })),
  ]
}

/** A deny is told among the decisions. */
function endedSteps({ status }: StoryFacts): readonly Step[] {
  const at = status.ended === undefined ? {} : { at: status.ended }
  if (status.state === 'cancelled') return [{ words: 'Cancelled by the requester', ...at, mark: 'stopped' }]
  if (status.state === 'expired') return [{ words: 'Its time was over', ...at, mark: 'stopped' }]
  return []
}

/** That emergency keys released it, and what it had come to at the relay; undefined where they did not. */
export function fateWords({ status, decisions, keys }: StoryFacts): string | undefined {
  if (heldBy(keys) === undefined) return undefined
  const { state } = status
  if (state === 'denied') {
    const deny = decisions.find(({ decision, fault }) => decision === 'deny' && fault === undefined)
    const name = deny?.mine === true ? 'You' : (deny?.who?.name ?? 'An approver')
    return `${name} denied it, and emergency keys released it all the same.`
  }
  if (state === 'cancelled') return 'The requester cancelled it, and emergency keys released it all the same.'
  if (state === 'expired') return 'Its time to be approved was over, and emergency keys released it all the same.'
  return 'Emergency keys released it.'
}
