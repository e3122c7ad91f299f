import { type ApproversSource, groupsOf, partsIn, type WrittenPart } from './approvers-source.ts'
import { nameOf } from './compile-approvers.ts'
import { conditionFaults, messageOf } from './condition-faults.ts'
import type { PolicyFault } from './fault.ts'
import { groupsReadFaults } from './groups-read-faults.ts'
import { mostPeople } from './most-people.ts'
import { compileQuorum, parseQuorum } from './quorum-expression.ts'
import type { PolicySource } from './source.ts'
import { demandKnownTimes } from './time-facts.ts'

type Path = PolicyFault['path']

/** What is wrong in who must approve, by itself and beside the groups and issuers that it speaks of. */
export function approverFaults(approvers: ApproversSource, source: PolicySource, path: Path): PolicyFault[] {
  const parts = partsIn(approvers)
  const faults = [
    ...formFaults(approvers, path),
    ...parts.flatMap(({ part, path: below }) => partFaults(part, source, [...path, ...below])),
    ...nameFaults(parts, path),
    ...sumFaults(parts, path),
    ...unknownGroups(approvers.exclude_groups ?? [], source, [...path, 'exclude_groups']),
    ...(approvers.exclude === undefined ? [] : conditionFaults(approvers.exclude, 'approvers', [...path, 'exclude'])),
  ]
  return faults.length > 0 ? faults : groupsReadFaults(approvers, source.issuers, path)
}

function formFaults(approvers: ApproversSource, path: Path): PolicyFault[] {
  if (approvers.all === undefined) return []
  const members = ['name', 'group', 'when', 'quorum'] as const
  return members
    .filter((member) => approvers[member] !== undefined)
    .map((member) => ({ path: [...path, member], message: 'belongs into one of the parts in "all"' }))
}

function partFaults(part: WrittenPart['part'], source: PolicySource, path: Path): PolicyFault[] {
  const { group, when, quorum = 1 } = part
  if (group === undefined && when === undefined) return [{ path, message: 'needs "group" or "when"' }]
  return [
    ...unknownGroups(groupsOf(part), source, [...path, 'group']),
    ...(when === undefined ? [] : conditionFaults(when, 'approvers', [...path, 'when'])),
    ...quorumFaults(quorum, [...path, 'quorum']),
  ]
}

export function unknownGroups(
  names: readonly string[],
  { groups = {} }: Pick<PolicySource, 'groups'>,
  path: Path,
): PolicyFault[] {
  return names
    .filter((name) => !Object.hasOwn(groups, name))
    .map((name) => ({ path, message: `names "${name}", which is not among the groups` }))
}

function quorumFaults(quorum: number | string, path: Path): PolicyFault[] {
  try {
    const isFixed = typeof quorum === 'number' || !/\b(?:params|action|requester|time)\b/.test(quorum)
    const countFor = compileQuorum(quorum)
    if (typeof quorum === 'string') demandKnownTimes(parseQuorum(quorum))
    return isFixed && countFor({}) === undefined ? [{ path, message: `is never from 1 to ${mostPeople}` }] : []
  } catch (error) {
    return [{ path, message: messageOf(error) }]
  }
}

/** People read who is waited for, part by part. */
function nameFaults(parts: readonly WrittenPart[], path: Path): PolicyFault[] {
  if (parts.length === 1) return []
  const names = parts.map(({ part }) => nameOf(part))
  return parts.flatMap(({ part, path: below }, index) => {
    const place = [...path, ...below]
    if (part.name === undefined && part.group === undefined) {
      return [{ path: place, message: 'needs a "name", by which people read who is waited for' }]
    }
    if (names.indexOf(nameOf(part)) === index) return []
    return [{ path: place, message: `is called "${nameOf(part)}", like one before it; give it another "name"` }]
  })
}

function sumFaults(parts: readonly WrittenPart[], path: Path): PolicyFault[] {
  const sum = parts.reduce((all, { part: { quorum = 1 } }) => all + (typeof quorum === 'number' ? quorum : 1), 0)
  if (sum <= mostPeople) return []
  return [{ path, message: `need ${sum} people in all, and ${mostPeople} is the most` }]
}
