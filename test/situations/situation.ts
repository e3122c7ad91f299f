import type { ErrorCode } from '@countersign/shared/protocol'
import { expect, test } from 'vitest'
import type { Answer } from './answer.ts'
import { type Played, play } from './play.ts'
import { type Written, writePolicy } from './policy.ts'

/** A policy, who asks, who says what, and what comes of it. */
export type Situation = Written &
  Omit<Played, 'policy' | 'answers'> & {
    readonly answers?: readonly (Answer & { readonly refused?: Refused })[]
    /** What becomes of the held request. */
    readonly ends: ErrorCode | 'released'
    /** How many count for each part, as people read it. */
    readonly counted?: string
    /** What the relay tells at once, from what it knows of people: how many can be reached for each part. */
    readonly reachable?: string
    /** Whom it asks, of those whom it knows, at once and as stages open: `E2 E3, then E6`. */
    readonly asked?: string
    /** The rule that counts. */
    readonly by?: string
  }

/** By whoever verifies, or for its time, which the relay alone keeps. */
type Refused = ErrorCode | 'stage_not_open'

/** Each situation is a test, named by its sentence. */
export function situations(all: Readonly<Record<string, Situation>>): void {
  test.each(Object.entries(all))(
    '%s',
    async (_, { rule, file, answers = [], ends, counted, reachable, asked, by, ...rest }) => {
      const course = await play({
        ...rest,
        answers,
        policy: writePolicy({ ...(rule && { rule }), ...(file && { file }) }),
      })
      const { judged, ...found } = course
      expect(judged.map(({ code }) => code)).toEqual(answers.map(({ refused = 'accepted' }) => refused))
      expect(found).toMatchObject({
        ends,
        ...(counted === undefined ? {} : { counted }),
        ...(reachable === undefined ? {} : { reachable }),
        ...(asked === undefined ? {} : { asked }),
        ...(by === undefined ? {} : { by }),
      })
      // What `policy explain` says of the same claims is what counted.
      for (const { code, verdict } of judged.filter((one) => one.verdict !== undefined)) {
        if (code === 'accepted') expect(verdict).toBe('yes')
        if (aboutPeople.has(code)) expect(verdict).not.toBe('yes')
      }
    },
  )
}

const aboutPeople: ReadonlySet<string> = new Set([
  'not_a_member',
  'approver_is_requester',
  'approver_is_delegate',
  'approver_identity_unproven',
  'approver_not_allowed',
  'token_subject_missing',
] satisfies ErrorCode[])

/** An answer that has to be refused, and by which code. */
export function refused(code: Refused, answer: Answer): Answer & { readonly refused: Refused } {
  return { ...answer, refused: code }
}
