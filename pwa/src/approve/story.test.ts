import type { RequestStatus } from '@countersign/shared/api'
import { describe, expect, test } from 'vitest'
import type { JudgedDecision } from './judge.ts'
import { endWords, type Story, type StoryFacts, storyOf } from './story.ts'

const asked = 1_000_000

describe('the story of a request', () => {
  test('tells an approved one from asking to the answer, in order', () => {
    const story = storyOf(
      facts({ state: 'released', released: asked + 9_500, outcome: answered(204) }, [approve(true)], asked + 800),
    )
    expect(story).toMatchObject({ headline: 'Done.', tone: 'good', over: true })
    expect(story.explanation).toBe('The console answered 204 in 88 ms.')
    expect(story.steps.map(({ words, at }) => [words, at])).toEqual([
      ['Asked by the requester', asked],
      ['Reached your phone', asked + 800],
      ['You approved, signed by Acme SSO', asked + 9_000],
      ['Checked and sent by their browser', asked + 9_500],
      ['Answered 204', asked + 9_600],
    ])
  })

  test('says that an error of the console is one', () => {
    const story = storyOf(facts({ state: 'released', released: asked + 1, outcome: answered(403) }, [approve(true)]))
    expect(story).toMatchObject({ headline: 'The console refused it.', tone: 'stopped' })
  })

  test('tells first what the requester’s browser saw that must not be', () => {
    const outcome = {
      at: asked + 10,
      outcome: { kind: 'answered', status: 200, ms: 3, alarm: 'differs_sent' },
    } as const
    const story = storyOf(facts({ state: 'released', released: asked + 1, outcome }, [approve(true)]))
    expect(story).toMatchObject({ headline: 'Look at this.', tone: 'unsure' })
    expect(story.explanation).toBe(
      'What was sent is not what was held. Look in the console, and tell your security team. The console answered 200 in 3 ms.',
    )
    expect(story.steps.at(-1)).toMatchObject({ mark: 'unsure' })
  })

  test('does not pretend to know an outcome that nobody knows', () => {
    const outcome = { at: asked + 10, outcome: { kind: 'unknown' as const } }
    const story = storyOf(facts({ state: 'released', released: asked + 1, outcome }, [approve(true)]))
    expect(story).toMatchObject({ headline: 'We can’t tell whether it ran.', tone: 'unsure', over: true })
    expect(story.explanation).toContain('Look in the console')
  })

  test('a connection that failed after sending is not “nothing was sent”', () => {
    const outcome = { at: asked + 10, outcome: { kind: 'failed' as const, ms: 30 } }
    const story = storyOf(facts({ state: 'released', released: asked + 1, outcome }, [approve(true)]))
    expect(story.tone).toBe('unsure')
    expect(JSON.stringify(story)).not.toContain('Nothing was sent')
  })

  test('says who is still needed, counting only approvals that hold', () => {
    const decisions = [
      approve(true),
      { ...approve(false), who: undefined, fault: 'The decision was signed for another request.' },
    ]
    const parts = [{ name: 'Approvers', stage: 1, quorum: 3, count: 1 }]
    const story = storyOf({ ...facts({ state: 'pending' }, decisions), parts })
    expect(story).toMatchObject({ headline: 'You approved.', over: false })
    expect(story.explanation).toBe('2 more are needed. Nothing is sent before that.')
    expect(story.steps.map(({ words }) => words)).toContain(
      'A decision that does not count: The decision was signed for another request.',
    )
  })

  test('says where an approver said to be, and of whom nobody asked it nothing', () => {
    const position = { latitude: 481_400, longitude: 115_800, accuracy: 1_000 }
    const story = storyOf(facts({ state: 'approved' }, [{ ...approve(true), position }, approve(false)]))
    expect(story.steps.map(({ said }) => said)).toEqual([
      undefined,
      'Said to be at 48.14, 11.58 ± 1 km',
      undefined,
      undefined,
    ])
  })

  test('says by part who is still needed where there are several', () => {
    const parts = [
      { name: 'Platform leads', stage: 1, quorum: 2, count: 1 },
      { name: 'Security', stage: 1, quorum: 1, count: 0 },
    ]
    const story = storyOf({ ...facts({ state: 'pending' }, [approve(true)]), parts })
    expect(story.explanation).toBe(
      'More are needed: Platform leads 1 of 2 · Security 0 of 1. Nothing is sent before that.',
    )
  })

  test('names the one who denied', () => {
    const denied = (mine: boolean) =>
      storyOf(facts({ state: 'denied', ended: asked + 5 }, [{ ...approve(mine), decision: 'deny' }]))
    expect(denied(true).headline).toBe('You denied it.')
    expect(denied(false).headline).toBe('Second approver denied it.')
  })

  test('tells a request that nobody decided from one that was approved and not run', () => {
    expect(storyOf(facts({ state: 'expired', ended: asked + 5 }, [])).explanation).toMatch(/^Nobody decided in time/)
    expect(storyOf(facts({ state: 'expired', ended: asked + 5 }, [approve(true)])).explanation).toMatch(
      /^It was not run/,
    )
  })

  test('puts the holder’s own refusal into words, also one that this app does not know', () => {
    const refused = (code: string) => storyOf(facts({ state: 'approved', refused: code }, [approve(true)]))
    expect(refused('evidence_nonce_mismatch').explanation).toContain('signed for another request')
    expect(refused('something_new').headline).toBe('Not sent.')
  })
})

test('a list says how each ended in a few words', () => {
  expect(endWords(status({ state: 'released', outcome: answered(200) }), undefined)).toBe('Done')
  expect(endWords(status({ state: 'released', outcome: answered(500) }), undefined)).toBe('Refused by the console')
  expect(endWords(status({ state: 'approved', refused: 'body_mismatch' }), undefined)).toBe('Not sent')
  expect(endWords(status({ state: 'expired' }), undefined)).toBe('Too late')
})

describe('of a request whose reader was asked to confirm', () => {
  const mine = (decision: 'confirm' | 'deny'): JudgedDecision => ({ ...approve(true), decision })
  const story = (changes: Partial<RequestStatus>, decisions: readonly JudgedDecision[]) =>
    storyOf({ ...facts(changes, decisions), parts: [] })

  test('a confirm is told as one, from asking to the answer', () => {
    const told = story({ state: 'released', released: asked + 9_500, outcome: answered(204) }, [mine('confirm')])
    expect(told.headline).toBe('Done.')
    expect(told.steps.map(({ words }) => words)).toEqual([
      'Asked in your name',
      'You confirmed, signed by Acme SSO',
      'Checked and sent by your browser',
      'Answered 204',
    ])
    expect(story({ state: 'confirmed' }, [mine('confirm')]).headline).toBe('Confirmed.')
    expect(endWords(status({ state: 'confirmed' }), undefined)).toBe('Confirmed')
  })

  test('who said that it was not they reads what that means', () => {
    const told = story({ state: 'denied' }, [mine('deny')])
    expect(told).toMatchObject({ headline: 'It was not you.', tone: 'stopped' })
    expect(told.explanation).toContain('Nothing was sent.')
  })

  test('no word of it is about approving', () => {
    for (const state of ['pending', 'confirmed', 'released', 'denied', 'expired', 'cancelled'] as const) {
      expect(JSON.stringify(story({ state }, [mine('confirm')]))).not.toMatch(/approv/i)
    }
  })
})

describe('of a request that went without approval', () => {
  const why = 'Nobody answers, and it burns'
  const glass: JudgedDecision = { ...approve(false), decision: 'break-glass', reason: why }
  const released = { state: 'released', released: asked + 9_500, outcome: answered(204) } as const
  const review = { at: asked + 60_000, name: 'First approver', mine: true, reason: 'It was right' }
  const words = (story: Story) => story.steps.map((step) => step.words)

  test('it says so first, whatever the console answered, and that nobody has reviewed it', () => {
    const told = storyOf(facts(released, [glass]))
    expect(told).toMatchObject({ headline: 'Released without approval.', tone: 'alarm', over: false })
    expect(told.explanation).toMatch(/^Done\. The console answered 204 .*Nobody has reviewed it yet\.$/)
    expect(words(told)).toContain('Second approver went without approval, signed by Acme SSO')
    expect(told.steps.find(({ mark }) => mark === 'alarm')?.reason).toBe(why)
    expect(told.steps.at(-1)).toEqual({ words: 'Somebody reviews it', mark: 'next' })
    expect(JSON.stringify(told)).not.toMatch(/approved/)
  })

  test('and who has, once somebody has', () => {
    const told = storyOf({ ...facts(released, [glass]), review })
    expect(told).toMatchObject({ headline: 'Released without approval.', tone: 'unsure', over: true })
    expect(told.steps.at(-1)).toMatchObject({ words: 'You have reviewed it', reason: 'It was right', mark: 'done' })
  })

  test('and that the operator closed it, which is no review: it stays red, and is over', () => {
    const closed = { at: asked + 60_000, by: 'Operations', why: 'They have all left' }
    const unapproved = { at: asked, skipped: [], closed }
    const told = storyOf(facts({ ...released, unapproved }, [glass]))
    expect(told).toMatchObject({ headline: 'Released without approval.', tone: 'alarm', over: true })
    expect(told.explanation).toMatch(/The operator closed it, and nobody has reviewed it\.$/)
    expect(told.steps.at(-1)).toEqual({
      words: 'Closed by the operator, not reviewed: Operations',
      at: closed.at,
      mark: 'alarm',
      reason: closed.why,
    })
    // Somebody who can has come after all.
    const after = storyOf({ ...facts({ ...released, unapproved }, [glass]), review })
    expect(after.tone).toBe('unsure')
    expect(words(after)).toEqual(
      expect.arrayContaining(['Closed by the operator, not reviewed: Operations', 'You have reviewed it']),
    )
  })

  test('a review that does not count ends no waiting', () => {
    const told = storyOf({ ...facts(released, [glass]), review: { at: asked, fault: 'The token has expired.' } })
    expect(told).toMatchObject({ tone: 'alarm', over: false })
    expect(words(told)).toContain('A review that does not count: The token has expired.')
  })

  test('a broken glass that does not count is none', () => {
    const told = storyOf(facts(released, [{ ...glass, fault: 'The sign-in was not strong enough.' }]))
    expect(told.headline).toBe('Done.')
  })

  test('before it is sent, and where it never was', () => {
    expect(storyOf(facts({ state: 'broken' }, [glass])).headline).toBe('Going without approval.')
    expect(endWords(status({ state: 'broken' }), undefined)).toBe('Without approval')
    expect(storyOf(facts({ state: 'expired' }, [glass])).headline).toBe('Too late.')
  })
})

function facts(changes: Partial<RequestStatus>, decisions: readonly JudgedDecision[], reachedAt?: number): StoryFacts {
  return {
    status: status(changes),
    decisions,
    parts: [{ name: 'Approvers', stage: 1, quorum: 1, count: 0 }],
    keys: undefined,
    review: undefined,
    reachedAt,
    issuerName: () => 'Acme SSO',
  }
}

function status(changes: Partial<RequestStatus>): RequestStatus {
  // The branded strings are of no matter to words.
  const [id, digest] = ['id' as never, 'digest' as never]
  return { id, digest, state: 'pending', stored: asked, decisions: [], reached: [], progress: [], ...changes }
}

function answered(code: number): NonNullable<RequestStatus['outcome']> {
  return { at: asked + 9_600, outcome: { kind: 'answered', status: code, ms: 88 } }
}

function approve(mine: boolean): JudgedDecision {
  const who = { name: mine ? 'First approver' : 'Second approver', issuer: 'https://sso.acme.example' }
  return { at: asked + 9_000, decision: 'approve', mine, who }
}
