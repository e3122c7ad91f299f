import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeScene } from '../../vectors/scene.ts'
import type { Approvers, Part } from '../policy/index.ts'
import { strictestApprovers } from '../policy/strictest-approvers.ts'
import type { Approver } from './approver.ts'
import { hasQuorum, openPartsOf } from './quorum.ts'

const { policy, own } = await makeScene()
const { iss } = own.request.requester
const approversOf = (parts: readonly Part[]): Approvers => ({
  parts: [...parts],
  exclude_groups: [],
  distinct_issuers: false,
})
const asked = (approvers: Approvers) => ({ rule: { approvers }, request: own.request })

/** Parts in the order of their stages, without a gap. */
const staged: fc.Arbitrary<Approvers> = fc
  .array(fc.record({ quorum: fc.integer({ min: 1, max: 3 }), next: fc.boolean(), group: fc.constantFrom('a', 'b') }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((written) => {
    let stage = 1
    return approversOf(
      written.map(({ quorum, next, group }, index) => {
        if (next && index > 0) stage += 1
        const part = { name: `Part ${index}`, groups: [group], quorum }
        return stage === 1 ? part : { ...part, stage }
      }),
    )
  })
const crowd = (parts: number) =>
  fc.array(fc.uniqueArray(fc.nat({ max: parts - 1 }), { minLength: 1 }), { maxLength: 8 }).map((fits) =>
    fits.map((fit, index): Approver => {
      const person = `E${index}`
      return { approver: { iss, subject: person, person }, parts: fit.sort() }
    }),
  )
const scenes = staged.chain((approvers) => fc.tuple(fc.constant(approvers), crowd(approvers.parts.length)))

test('what is open follows stages; what is enough does not', () => {
  let enough = 0
  fc.assert(
    fc.property(scenes, ([approvers, people]) => {
      const flat = approversOf(approvers.parts.map(({ stage: _, ...part }) => part))
      const reached = hasQuorum(policy, asked(approvers), people)
      expect(reached).toBe(hasQuorum(policy, asked(flat), people))
      expect(openPartsOf(policy, asked(flat), people)).toEqual(flat.parts.map((_, index) => index))
      if (!reached) return
      enough += 1
      // In whichever order they came.
      expect(hasQuorum(policy, asked(approvers), people.toReversed())).toBe(true)
      expect(openPartsOf(policy, asked(approvers), people)).toHaveLength(approvers.parts.length)
    }),
    { numRuns: 300 },
  )
  expect(enough).toBeGreaterThan(20)
})

test('what is open stays open, begins with the first stage, and ends before the first one that lacks somebody', () => {
  fc.assert(
    fc.property(scenes, ([approvers, people]) => {
      const stageAt = (index: number) => approvers.parts[index]?.stage ?? 1
      let before: readonly number[] = []
      for (let count = 0; count <= people.length; count += 1) {
        const some = people.slice(0, count)
        const open = openPartsOf(policy, asked(approvers), some)
        expect(open).toEqual(expect.arrayContaining([...before]))
        const last = Math.max(...open.map(stageAt))
        const earlier = approversOf(approvers.parts.filter(({ stage = 1 }) => stage < last))
        expect(earlier.parts.length === 0 || hasQuorum(policy, asked(earlier), some)).toBe(true)
        before = open
      }
      const atFirst = openPartsOf(policy, asked(approvers), [])
      expect(atFirst.map(stageAt)).toEqual(atFirst.map(() => 1))
    }),
    { numRuns: 300 },
  )
})

test('of several rules each opens by its own stages', () => {
  fc.assert(
    fc.property(staged, staged, (one, other) => {
      const both = strictestApprovers(one, other)
      const askedBy = (approvers: Approvers) =>
        openPartsOf(policy, asked(approvers), []).map((index) => approvers.parts[index]?.groups?.[0])
      const together = new Set(askedBy(both))
      expect(together).toEqual(new Set([...askedBy(one), ...askedBy(other)]))
    }),
    { numRuns: 300 },
  )
})

test('one person cannot complete a stage of two, by whichever accounts', () => {
  const approvers = approversOf([
    { name: 'Leads', groups: ['a'], quorum: 2 },
    { name: 'Security', groups: ['b'], quorum: 1, stage: 2 },
  ])
  const account = (subject: string): Approver => ({ approver: { iss, subject, person: 'E2' }, parts: [0, 1] })
  expect(openPartsOf(policy, asked(approvers), [account('one'), account('other')])).toEqual([0])
  expect(
    openPartsOf(policy, asked(approvers), [
      account('one'),
      { ...account('two'), approver: { iss, subject: 'x', person: 'E3' } },
    ]),
  ).toEqual([0, 1])
})
