import { openPartsOf, quorumsOf, type TrustedPolicy, type VerifiedRequest } from '@countersign/shared/protocol'
import { asApprover, canBeAsked } from '../../server/src/identity/people.ts'
import { progressOf } from '../../server/src/requests/progress.ts'
import type { Person } from './cast.ts'

/** What a relay that knows these people says of each part, as soon as it is asked. */
export function tellReachable({ policy }: TrustedPolicy, own: VerifiedRequest, signedIn: readonly Person[]): string {
  const { rule, request } = own
  const known = new Map(signedIn.map((person, index) => [String(index), person]))
  const open = openPartsOf(policy, own, [])
  const asked = [...known].flatMap(([key, person]) => (canBeAsked(open, policy, rule, request, person) ? [key] : []))
  const people: Parameters<typeof progressOf>[0]['people'] = {
    approverOf: (judgedBy, forRule, asking, key) => {
      const person = known.get(key)
      return person === undefined ? undefined : asApprover(judgedBy, forRule, asking, person)
    },
    everybody: () => known.keys(),
  }
  const quorums = quorumsOf(own)
  return progressOf({ policies: { find: () => ({ policy }) }, people }, request, [], asked)
    .map(({ reachable }, index) => `${rule.approvers?.parts[index]?.name} ${reachable} of ${quorums[index]}`)
    .join(' · ')
}
