import { type Approver, openPartsOf } from '@countersign/shared/protocol'
import type { People } from '../identity/people.ts'
import { Refusal } from '../refusal.ts'
import type { Asked } from '../requests/as-asked.ts'

/**
 * That it is the turn of somebody who counts for these parts. Whose sign-in says less than the one by which they were
 * asked may have come too early.
 *
 * @throws {Refusal} `stage_not_open`
 */
export function demandOpenStage(
  { policy, own }: Asked,
  parts: readonly number[],
  approvals: readonly Approver[],
): void {
  if (own.rule.approvers === undefined) return
  const open = openPartsOf(policy.policy, own, approvals)
  if (!parts.some((part) => open.includes(part))) throw new Refusal('stage_not_open')
}

/** Whom an approval brings in: the people of the parts that it opens, none where it opens none. */
export async function whoIsAskedNext(
  people: Pick<People, 'refresh' | 'whoMayDecideFor'>,
  { policy: { policy }, own }: Asked,
  before: readonly Approver[],
  after: readonly Approver[],
): Promise<readonly string[]> {
  const wereOpen = openPartsOf(policy, own, before)
  const opened = openPartsOf(policy, own, after).filter((part) => !wereOpen.includes(part))
  if (opened.length === 0) return []
  // Who has signed in on another node a moment ago is asked, too.
  await people.refresh()
  return people.whoMayDecideFor(opened, policy, own.rule, own.request)
}
