import type { RequestStatus } from '@countersign/shared/api'
import { alarmWords, type Outcome, positionWords } from '@countersign/shared/log'
import type { CountedPart } from '@countersign/shared/protocol'
import { formatTook } from '@countersign/shared/ui'
import { wordsOfCode } from '../words.ts'
import type { JudgedDecision } from './judge.ts'
import { heldBy, type JudgedKeys } from './keys.ts'
import { keysSteps } from './keys-story.ts'
import { moreWords } from './parts.ts'
import type { JudgedReview } from './review.ts'
import { withReview } from './without-story.ts'

/** One line of what happened. `at` in milliseconds since the epoch. */
export type Step = {
  readonly words: string
  readonly at?: number
  readonly mark: 'done' | 'next' | 'stopped' | 'unsure' | 'alarm'
  readonly reason?: string
  /** What was said besides, and nobody vouches for. */
  readonly said?: string
}

/** What became of a request: one headline, what follows from it, and the steps that led there. */
export type Story = {
  readonly headline: string
  readonly explanation?: string
  readonly tone: 'good' | 'stopped' | 'waiting' | 'unsure' | 'alarm'
  readonly steps: readonly Step[]
  /** Whether anything can still happen. */
  readonly over: boolean
}

export type StoryFacts = {
  readonly status: RequestStatus
  readonly decisions: readonly JudgedDecision[]
  /** How many of the approvals count for each part of the rule's approvers; none where the requester confirms. */
  readonly parts: readonly CountedPart[]
  /** What emergency keys have signed of it, if the relay says that they have. */
  readonly keys: JudgedKeys | undefined
  /** Of what went without approval, once there is one. */
  readonly review: JudgedReview | undefined
  /** When this phone showed the notification, if it did. */
  readonly reachedAt: number | undefined
  readonly issuerName: (issuer: string) => string
}

/** The story of a request after its card, in words. */
export function storyOf(facts: StoryFacts): Story {
  const { status, decisions, reachedAt } = facts
  const ending = withReview(endingOf(facts), facts)
  const steps: readonly Step[] = [
    { words: voiceOf(facts).asked, at: heldBy(facts.keys)?.asked ?? status.stored, mark: 'done' },
    ...(reachedAt === undefined ? [] : [{ words: 'Reached your phone', at: reachedAt, mark: 'done' } as const]),
    ...decisions.map((decision) => decisionStep(decision, facts)),
    ...keysSteps(facts),
    ...releaseSteps(facts),
    ...ending.steps,
  ]
  return { ...ending, steps }
}

function decisionStep({ at, decision, mine, who, reason, position, fault }: JudgedDecision, facts: StoryFacts): Step {
  const said = reason === undefined ? {} : { reason }
  if (fault !== undefined || who === undefined) {
    return { words: `A decision that does not count: ${fault ?? ''}`, at, mark: 'unsure' }
  }
  const name = mine ? 'You' : who.name
  if (decision === 'deny') return { words: `${name} ${voiceOf(facts).denied}`, at, mark: 'stopped', ...said }
  if (decision === 'break-glass') {
    const by = `signed by ${facts.issuerName(who.issuer)}`
    return { words: `${name} went without approval, ${by}`, at, mark: 'alarm', ...said }
  }
  const did = decision === 'confirm' ? 'confirmed' : 'approved'
  const from = position === undefined ? {} : { said: `Said to be at ${positionWords(position)}` }
  return { words: `${name} ${did}, signed by ${facts.issuerName(who.issuer)}`, at, mark: 'done', ...from, ...said }
}

function releaseSteps(facts: StoryFacts): readonly Step[] {
  const { released, refused, outcome } = facts.status
  const { browser } = voiceOf(facts)
  const byKeys = heldBy(facts.keys)
  if (byKeys !== undefined) return [{ words: `Sent by ${browser}`, at: byKeys.released, mark: 'alarm' }]
  // A policy's replacement: no browser sends it.
  if (outcome?.outcome.kind === 'in_force') return []
  if (released !== undefined) return [{ words: `Checked and sent by ${browser}`, at: released, mark: 'done' }]
  return refused === undefined ? [] : [{ words: `${upper(browser)} refused to send it`, mark: 'stopped' }]
}

export type Ending = Story & { readonly steps: readonly Step[] }

function endingOf(facts: StoryFacts): Ending {
  const { status } = facts
  const browser = upper(voiceOf(facts).browser)
  if (status.outcome !== undefined) return withAlarm(outcomeEnding(status.outcome), status.outcome.outcome)
  // Whatever it had come to at the relay: nobody there had to let it go.
  if (heldBy(facts.keys) !== undefined)
    return waiting('Sent.', 'The console’s answer is not known yet.', 'The console’s answer')
  if (status.refused !== undefined)
    return stopped('Not sent.', `${wordsOfCode(status.refused)} So nothing was sent.`, [])
  if (status.state === 'released')
    return waiting('Sending it now.', `${browser} sends it, once.`, 'The console’s answer')
  if (status.state === 'approved')
    return waiting('Approved.', `${browser} checks it and sends it, once.`, 'Checked and sent')
  if (status.state === 'confirmed')
    return waiting('Confirmed.', `${browser} checks it and sends it, once.`, 'Checked and sent')
  if (status.state === 'broken')
    return waiting('Going without approval.', `${browser} checks it and sends it, once.`, 'Checked and sent')
  if (status.state === 'pending') return pendingEnding(facts)
  return deadEnding(facts)
}

function outcomeEnding({ at, outcome }: NonNullable<RequestStatus['outcome']>): Ending {
  if (outcome.kind === 'in_force') {
    return {
      headline: 'In force.',
      explanation: `Version ${outcome.version} of the policy counts from now on.`,
      tone: 'good',
      steps: [{ words: `Version ${outcome.version} in force`, at, mark: 'done' }],
      over: true,
    }
  }
  if (outcome.kind === 'unknown') {
    return {
      headline: 'We can’t tell whether it ran.',
      explanation:
        'The browser that sent it stopped before the answer came. Look in the console before anybody repeats it.',
      tone: 'unsure',
      steps: [{ words: 'No word of the answer', at, mark: 'unsure' }],
      over: true,
    }
  }
  if (outcome.kind === 'failed') {
    return {
      headline: 'Sent, but no answer came.',
      explanation: 'The connection to the console failed. Look in the console before anybody repeats it.',
      tone: 'unsure',
      steps: [{ words: `Connection failed after ${formatTook(outcome.ms)}`, at, mark: 'unsure' }],
      over: true,
    }
  }
  const answer = `answered ${outcome.status} in ${formatTook(outcome.ms)}`
  if (outcome.status >= 400) {
    return {
      headline: 'The console refused it.',
      explanation: `It was sent once, and the console ${answer}.`,
      tone: 'stopped',
      steps: [{ words: `Answered ${outcome.status}`, at, mark: 'stopped' }],
      over: true,
    }
  }
  return {
    headline: 'Done.',
    explanation: `The console ${answer}.`,
    tone: 'good',
    steps: [{ words: `Answered ${outcome.status}`, at, mark: 'done' }],
    over: true,
  }
}

/** What the browser saw besides is the graver news, whatever the console answered. */
function withAlarm(ending: Ending, outcome: Outcome): Ending {
  if (!('alarm' in outcome) || outcome.alarm === undefined) return ending
  const words = alarmWords(outcome.alarm)
  const mark = outcome.alarm.endsWith('_stopped') ? 'stopped' : 'unsure'
  return {
    ...ending,
    headline: 'Look at this.',
    explanation: `${words} ${ending.explanation ?? ''}`,
    tone: 'unsure',
    steps: [...ending.steps, { words, mark }],
  }
}

function pendingEnding(facts: StoryFacts): Ending {
  const { parts } = facts
  if (asksMe(facts)) return waiting('Waiting for you.', 'Nothing is sent before you confirm it.', 'Your confirm')
  return waiting('You approved.', `${moreWords(parts)} Nothing is sent before that.`, 'Another approver')
}

function deadEnding(facts: StoryFacts): Ending {
  const { status, decisions } = facts
  const at = status.ended === undefined ? {} : { at: status.ended }
  if (status.state === 'denied' && asksMe(facts)) {
    return stopped(
      'It was not you.',
      'Nothing was sent. Somebody may be using your browser: tell your security team.',
      [],
    )
  }
  if (status.state === 'denied') {
    const who = decisions.find(({ decision, fault }) => decision === 'deny' && fault === undefined)
    const name = who?.mine === true ? 'You' : (who?.who?.name ?? 'An approver')
    return stopped(`${name} denied it.`, 'Nothing was sent.', [])
  }
  if (status.state === 'cancelled') {
    const { who } = voiceOf(facts)
    return stopped('No longer asked.', `${upper(who)} cancelled it. Nothing was sent.`, [
      { words: `Cancelled by ${who}`, ...at, mark: 'stopped' },
    ])
  }
  const signed = decisions.some(({ decision, fault }) => decision !== 'deny' && fault === undefined)
  const why = signed ? 'It was not run within its time.' : 'Nobody decided in time.'
  return stopped('Too late.', `${why} Nothing was sent.`, [{ words: 'Its time was over', ...at, mark: 'stopped' }])
}

/** Who reads it was asked to confirm that it is they. */
function asksMe({ parts }: StoryFacts): boolean {
  return parts.length === 0
}

/** Of whose request the story is. */
type Voice = { readonly asked: string; readonly who: string; readonly browser: string; readonly denied: string }

function voiceOf(facts: StoryFacts): Voice {
  return asksMe(facts) ? mine : theirs
}

const mine: Voice = {
  asked: 'Asked in your name',
  who: 'you',
  browser: 'your browser',
  denied: 'said that it was not you',
}
const theirs: Voice = {
  asked: 'Asked by the requester',
  who: 'the requester',
  browser: 'their browser',
  denied: 'denied',
}

function upper(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}

function stopped(headline: string, explanation: string, steps: readonly Step[]): Ending {
  return { headline, explanation, tone: 'stopped', steps, over: true }
}

function waiting(headline: string, explanation: string, next: string): Ending {
  return { headline, explanation, tone: 'waiting', steps: [{ words: next, mark: 'next' }], over: false }
}

/** The end of a request in two or three words, for a list. */
export function endWords({ state, outcome, refused }: RequestStatus, keys: JudgedKeys | undefined): string {
  if (heldBy(keys) !== undefined) return stateWords.broken
  if (outcome?.outcome.kind === 'in_force') return 'In force'
  if (outcome?.outcome.kind === 'answered') return outcome.outcome.status < 400 ? 'Done' : 'Refused by the console'
  if (outcome !== undefined) return 'Not known'
  if (refused !== undefined) return 'Not sent'
  return stateWords[state]
}

const stateWords: Readonly<Record<RequestStatus['state'], string>> = {
  pending: 'Waiting for others',
  approved: 'Approved',
  confirmed: 'Confirmed',
  broken: 'Without approval',
  released: 'Being sent',
  denied: 'Denied',
  expired: 'Too late',
  cancelled: 'Cancelled',
}
