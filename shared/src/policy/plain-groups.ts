import type { Group } from './approvers.ts'

/** A group that does not hang on the time. */
export type PlainGroup = Exclude<Group, { rota: unknown }>

/** What a group comes to at whatever time: itself, or of a rota the groups and lists of its turns. */
export function plainGroups(groups: readonly Group[], group: Group): readonly PlainGroup[] {
  if (!('rota' in group)) return [group]
  return group.rota.flatMap((turn) => {
    if ('people' in turn) return [{ name: group.name, people: turn.people }]
    return groups.filter((one): one is PlainGroup => one.name === turn.group && !('rota' in one)).slice(0, 1)
  })
}

/** Whether a group is about people of an issuer. */
export function speaksOf(group: PlainGroup, issuer: string): boolean {
  return 'people' in group ? group.people.some((account) => account.issuer === issuer) : group.issuer === issuer
}
