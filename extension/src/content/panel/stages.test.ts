import { expect, test } from 'vitest'
import type { WaitPart } from '../../panel-view.ts'
import { neededWords } from './parts.ts'
import { stageWords } from './stages.ts'

const part = (name: string, stage: number, given: number, open: boolean, quorum = 1): WaitPart => ({
  name,
  stage,
  open,
  given,
  quorum,
  reachable: quorum,
})

test('says whose turn it is, who has approved before, and who comes after', () => {
  const [lead, approved] = [part('Team lead', 1, 0, true), part('Team lead', 1, 1, true)]
  expect(stageWords([lead, part('Security', 2, 0, false)])).toBe('Waiting for Team lead. Asked after that: Security.')
  expect(stageWords([approved, part('Security', 2, 0, true)])).toBe(
    'First approved by Team lead. Waiting for Security.',
  )
  expect(stageWords([approved, part('Board', 1, 0, true), part('Security', 2, 0, false)])).toBe(
    'First approved by Team lead. Waiting for Board. Asked after that: Security.',
  )
  expect(stageWords([approved, part('Security', 2, 1, true)])).toBe('First approved by Team lead and Security.')
})

test('says nothing of stages where all are asked at once', () => {
  expect(stageWords([part('Leads', 1, 0, true), part('Security', 1, 0, true)])).toBeUndefined()
})

test('counts are said in the order of the stages', () => {
  const parts = [part('Leads', 1, 1, true, 2), part('Board', 1, 0, true), part('Security', 2, 0, false)]
  expect(neededWords(parts)).toBe('Leads 1 of 2 · Board 0 of 1, then Security 0 of 1')
})
