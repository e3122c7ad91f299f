import { metresWords, pointWords, positionWords } from '@countersign/shared/log'
import { type Circle, gridOf, type PositionDemand } from '@countersign/shared/policy'
import type { Locating } from './use-position.ts'

/** How exact what is said is: what it is rounded to, and what it may be wrong by. */
export function exactWords(asked: PositionDemand): string {
  const rounded = `Rounded ${roundedWords(asked)}`
  return asked.accuracy === undefined ? rounded : `${rounded}, and wrong by ${metresWords(asked.accuracy)} at most`
}

export function roundedWords(asked: PositionDemand): string {
  return `to about ${metresWords(gridOf(asked).metres)}`
}

/** Where whoever approves has to be; a line for each list of circles, of which one is enough. */
export function insideWords({ within = [] }: PositionDemand): readonly string[] {
  return within.map((circles) => `within ${circles.map(circleWords).join(', or ')}`)
}

function circleWords({ name, metres, ...middle }: Circle): string {
  return `${metresWords(metres)} of ${name ?? pointWords(middle)}`
}

/** What came of it, and what can be done; undefined where nothing did. */
export function trouble(locating: Locating, asked: PositionDemand): readonly [what: string, then: string] | undefined {
  if (locating.kind === 'refused') return refusedWords(locating.forGood)
  if (locating.kind === 'timed-out') {
    return [
      'Your phone did not find out in time where it is.',
      'Go near a window, or switch on location, and try again.',
    ]
  }
  if (locating.kind === 'unavailable') {
    return ['Your phone cannot tell where it is.', 'Switch on location in its settings, or approve on another device.']
  }
  return locating.kind === 'misfit' ? misfitWords(locating, asked) : undefined
}

function refusedWords(forGood: boolean): readonly [string, string] {
  if (!forGood)
    return ['You did not say where you are.', 'It cannot be approved without. Press Approve, and you are asked again.']
  return [
    'Your browser does not let Countersign ask where you are.',
    'To allow it: tap the sign beside the address, then Location. In an installed app: your phone’s settings, then Apps, or Location Services.',
  ]
}

function misfitWords(
  { why, position }: Extract<Locating, { kind: 'misfit' }>,
  asked: PositionDemand,
): readonly [string, string] {
  if (why === 'position_inaccurate') {
    return [
      `Your phone knows where it is to ${metresWords(position.accuracy)} only.`,
      `${metresWords(asked.accuracy ?? 0)} at most are allowed. Go outside, or switch on exact location.`,
    ]
  }
  return [
    `Your phone says that you are at ${positionWords(position)}.`,
    `It can be approved ${insideWords(asked).join(' and ')} only. Nothing of it was sent.`,
  ]
}
