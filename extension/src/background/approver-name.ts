import type { Approval } from '@countersign/shared/protocol'

/** What the panel calls whoever decided. */
export function approverName({ approver }: Pick<Approval, 'approver'>): string {
  return approver.name ?? approver.email ?? 'An approver'
}
