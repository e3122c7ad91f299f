import type { RequestStatus } from '@countersign/shared/api'
import type { Evidence } from '@countersign/shared/protocol'
import type { Asked, HolderLie, Liar, Means } from './lie.ts'

type Decision = RequestStatus['decisions'][number]['decision']
type Making = (asked: Asked, means: Means) => Promise<readonly unknown[]> | readonly unknown[]

/** A lie that says "approved", with whatever `make` gives as decisions. */
export function approvedBy(
  name: string,
  says: string,
  make: Making,
  needs: Pick<HolderLie, 'rule' | 'approver' | 'harmless' | 'shapeless'> = {},
): HolderLie {
  return { name, says, ...needs, begin: (asked, means) => sayApproved(async () => make(asked, means)) }
}

function sayApproved(make: () => Promise<readonly unknown[]>): Liar {
  let made: Promise<readonly unknown[]> | undefined
  return {
    tell: async (truth) => {
      made ??= make()
      // Not every one of them is a decision: that is the lie.
      const decisions = (await made) as readonly Decision[]
      return [{ ...truth, state: 'approved', decisions: decisions.map(withName) }]
    },
  }
}

function withName(decision: Decision): RequestStatus['decisions'][number] {
  return { at: Date.now(), name: 'First approver', decision }
}

/** A lie that waits for a true approval, and tells another in its place. */
export function inPlaceOfApproval(
  name: string,
  says: string,
  change: (evidence: Evidence, means: Means) => Promise<Evidence> | Evidence,
): HolderLie {
  return {
    name,
    says,
    approver: 'approves',
    begin: (_, means) => ({
      tell: async (truth) => {
        const decisions = await Promise.all(
          truth.decisions.map(async (given) => {
            const { decision } = given
            return decision.decision === 'approve' ? { ...given, decision: await change(decision, means) } : given
          }),
        )
        return [{ ...truth, decisions }]
      },
    }),
  }
}
