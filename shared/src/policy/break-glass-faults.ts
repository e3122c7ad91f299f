import { unknownGroups } from './approver-faults.ts'
import { glassGroupsOf } from './break-glass-source.ts'
import { conditionFaults } from './condition-faults.ts'
import type { PolicyFault } from './fault.ts'
import { glassGroupsFaults } from './groups-read-faults.ts'
import type { PolicySource } from './source.ts'

type Terms = Pick<PolicySource['rules'][number], 'approvers' | 'break_glass' | 'monitor'>

/** What is wrong in who may go without approval, by itself and beside the rule that it stands in. */
export function breakGlassFaults(
  { approvers, break_glass, monitor }: Terms,
  source: Pick<PolicySource, 'groups' | 'issuers'>,
  path: PolicyFault['path'],
): PolicyFault[] {
  if (break_glass === undefined) return []
  if (approvers === undefined) {
    return [{ path, message: 'stands beside "approvers": where nobody else is asked there is nobody to go without' }]
  }
  if (monitor === true)
    return [{ path, message: 'cannot stand beside "monitor": nothing is held, so nothing is broken' }]
  const { when, acr } = break_glass
  const faults = [
    ...(acr === undefined
      ? [{ path, message: 'needs "acr": how strong the sign-in has to be that stands in the place of approval' }]
      : []),
    ...(break_glass.group === undefined && when === undefined
      ? [{ path, message: 'needs "group" or "when": which of those who ask may break it' }]
      : []),
    ...unknownGroups(glassGroupsOf(break_glass), source, [...path, 'group']),
    ...(when === undefined ? [] : conditionFaults(when, 'glass', [...path, 'when'])),
  ]
  if (faults.length > 0 || when === undefined) return faults
  return glassGroupsFaults(when, source.issuers, [...path, 'when'])
}
