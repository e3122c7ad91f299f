import { expect, test } from 'vitest'
import { endingWords, noPolicyWords, refusalWords } from './policy-words.ts'

const validUntil = Date.parse('2027-05-13T00:00:00Z')
const day = 86_400_000
const digest = 'A'.repeat(43) as Parameters<typeof refusalWords>[0]['digest']

test('two weeks before its last day the policy’s end is announced, and not earlier', () => {
  expect(endingWords(validUntil, validUntil - 14 * day - 1)).toBeUndefined()
  expect(endingWords(validUntil, validUntil - 14 * day)).toBe(
    'The policy ends on 12 May 2027; your security team has to renew it.',
  )
  expect(endingWords(validUntil, validUntil - 1)).toContain('ends on 12 May 2027')
  expect(endingWords(validUntil, validUntil)).toContain('ended on 12 May 2027')
})

test('a refusal says what is wrong and what stays', () => {
  const rolledBack = { code: 'policy_rolled_back', digest, version: 6 } as const
  expect(refusalWords(rolledBack, 7)).toMatch(/older than the one in force\. Version 7 stays in force\.$/)
  expect(refusalWords({ ...rolledBack, version: 7 }, 7)).toContain('It has the number of the one in force')
  expect(refusalWords({ ...rolledBack, code: 'policy_expired', version: 7 }, 7)).toContain('has run out')
  expect(refusalWords(rolledBack, undefined)).toMatch(/No policy is in force\.$/)
})

test('without a policy people read whom to turn to', () => {
  expect(noPolicyWords({ kind: 'none' })).toContain('open its options')
  expect(noPolicyWords({ kind: 'malformed', fault: 'X.' })).toContain('your administrator')
})
