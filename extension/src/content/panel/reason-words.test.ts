import { expect, test } from 'vitest'
import { likeWords, missingWords } from './reason-words.ts'

const ticket = { is: ['*OPS-#*'], hint: 'A ticket number, e.g. OPS-123' }

test('what a reason has to be like is said in the words of the policy, or by its patterns', () => {
  expect(likeWords(ticket)).toBe('A ticket number, e.g. OPS-123')
  expect(likeWords({ is: ['OPS-#', 'CHG*'] })).toBe('“OPS-#” or “CHG*” (* is any text, # is a number)')
  expect(likeWords({ is: ['Drill'] })).toBe('“Drill”')
})

test('what is missing is said before anybody is asked, and nothing of what is there', () => {
  const like = [ticket, { is: ['*planned*'], hint: 'Whether it was planned' }]
  expect(missingWords(like, 'Because')).toBe(
    'Nobody is asked yet. This is missing: A ticket number, e.g. OPS-123; Whether it was planned',
  )
  expect(missingWords(like, 'planned')).toMatch(/missing: A ticket number, e\.g\. OPS-123$/)
  expect(missingWords(like, 'ops-7, planned')).toBeUndefined()
  expect(missingWords([], 'Because')).toBeUndefined()
})
