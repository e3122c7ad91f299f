import type { Policy } from '../policy/index.ts'
import { type Identity, samePerson } from './person.ts'
import type { Approval } from './verify-evidence.ts'

/** Step 6: that many people, each provably different from every other one counted. */
export function hasQuorum(policy: Policy, approvals: readonly Approval[], quorum: number): boolean {
  const people = approvals.map(({ approver }) => approver)
  return canChoose(policy, [], people, quorum)
}

/** Tries with and without each person: one who cannot be told apart from two others must not stand in their way. */
function canChoose(policy: Policy, chosen: readonly Identity[], left: readonly Identity[], quorum: number): boolean {
  if (chosen.length >= quorum) return true
  if (chosen.length + left.length < quorum) return false
  const [next, ...others] = left
  if (next === undefined) return false
  const fits = chosen.every((person) => samePerson(policy, person, next) === 'different')
  return (fits && canChoose(policy, [...chosen, next], others, quorum)) || canChoose(policy, chosen, others, quorum)
}
