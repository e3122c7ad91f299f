import { expect, test } from 'vitest'
import type { WaitPart } from '../../panel-view.ts'
import { neededWords, unreachableWords } from './parts.ts'

const part = (name: string, given: number, quorum: number, reachable: number | undefined = quorum): WaitPart => ({
  name,
  stage: 1,
  open: true,
  given,
  quorum,
  reachable,
})

test('says who is waited for, part by part where there are several', () => {
  expect(neededWords([part('Approvers', 0, 1)])).toBe('One yes is needed')
  expect(neededWords([part('Approvers', 1, 2)])).toBe('1 of 2 have said yes')
  expect(neededWords([part('Platform leads', 1, 2), part('Security', 0, 1)])).toBe(
    'Platform leads 1 of 2 · Security 0 of 1',
  )
})

test('says at once that too few can be reached, and nothing where they are enough or nobody has counted', () => {
  expect(unreachableWords([part('Approvers', 0, 1)])).toBeUndefined()
  expect(unreachableWords([{ ...part('Approvers', 0, 1), reachable: undefined }])).toBeUndefined()
  expect(unreachableWords([part('Approvers', 0, 1, 0)])).toBe('Nobody who may approve this has signed in yet.')
  expect(unreachableWords([part('Approvers', 0, 2, 0)])).toMatch(/^0 of 2 can be reached\. Nobody/)
  expect(unreachableWords([part('Approvers', 1, 2, 1)])).toMatch(/^1 of 2 can be reached\. Others/)
  expect(unreachableWords([part('Leads', 0, 2), part('Security', 0, 1, 0)])).toMatch(
    /^0 of 1 can be reached for Security\. Others/,
  )
})
